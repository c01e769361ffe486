/** What a program prints when it ends stands in its last lines; further up it may only be quoted. */
const lines = 20;

/** The id behind the last match of `command`, whose first group is the id. */
export function idAfter(command: RegExp, text: string): string | null {
  const last = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines);
  return last.flatMap((line) => command.exec(line)?.[1] ?? []).at(-1) ?? null;
}
