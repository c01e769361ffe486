/** The JSON form that other programs rely on: names with underscores, and nothing for what is absent. */
export type SnakeJson<T> = T extends readonly (infer Item)[]
  ? readonly SnakeJson<Item>[]
  : T extends object
    ? { readonly [Name in keyof T & string as SnakeName<Name>]: SnakeJson<T[Name]> }
    : T;

type SnakeName<Name extends string> = Name extends `${infer Head}${infer Rest}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeName<Rest>}`
  : '';

export function toSnakeJson<T>(value: T): SnakeJson<T> {
  return convert(value) as SnakeJson<T>;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => [snakeName(name), convert(one)]),
  );
}

function snakeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
