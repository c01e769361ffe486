import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { messageOf } from '../errors.ts';
import { UsageError } from './verb.ts';

type Flags = NonNullable<ParseArgsConfig['options']>;

export interface Arguments {
  readonly words: readonly string[];
  readonly json: boolean;
  flag(name: string): boolean;
  text(name: string): string | undefined;
}

/** Every verb takes `--json`; an unknown flag or a wrong count of words is a usage error. */
export function readArguments(
  argv: readonly string[],
  flags: Flags,
  words: { readonly least: number; readonly most: number },
): Arguments {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean' }, ...flags },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  const { positionals } = parsed;
  const values: Readonly<Record<string, unknown>> = parsed.values;
  if (positionals.length < words.least) throw new UsageError('Something is missing.');
  if (positionals.length > words.most) {
    throw new UsageError(`"${positionals[words.most]}" is one word too many.`);
  }
  return {
    words: positionals,
    json: values['json'] === true,
    flag: (name) => values[name] === true,
    text: (name) => {
      const found = values[name];
      return typeof found === 'string' ? found : undefined;
    },
  };
}
