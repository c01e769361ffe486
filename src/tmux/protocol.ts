/** Lines of tmux's control mode, as far as we need them. Pure. */
export type ControlLine =
  /** Something was written to a pane; what it was does not matter to us. */
  | { readonly kind: 'output'; readonly pane: string }
  /** tmux stopped sending a pane's output because we were slow. */
  | { readonly kind: 'pause'; readonly pane: string }
  /** Windows, panes or sessions came, went or moved. */
  | { readonly kind: 'layout' }
  /** Our own client was put into another session. */
  | { readonly kind: 'moved'; readonly session: string }
  | { readonly kind: 'exit'; readonly reason: string }
  | { readonly kind: 'text' };

const outputForm = /^%(?:extended-)?output (%\d+) /;
const layoutForm =
  /^%(?:sessions-changed|session-renamed|window-add|window-close|unlinked-window-add|unlinked-window-close|layout-change|window-pane-changed)(?: |$)/;

export function parseLine(line: string): ControlLine {
  if (!line.startsWith('%')) return { kind: 'text' };
  const output = outputForm.exec(line);
  if (output?.[1] !== undefined) return { kind: 'output', pane: output[1] };
  const pause = /^%pause (%\d+)$/.exec(line);
  if (pause?.[1] !== undefined) return { kind: 'pause', pane: pause[1] };
  const moved = /^%session-changed (\$\d+) /.exec(line);
  if (moved?.[1] !== undefined) return { kind: 'moved', session: moved[1] };
  if (layoutForm.test(line)) return { kind: 'layout' };
  const exit = /^%exit(?: (.*))?$/.exec(line);
  if (exit !== null) return { kind: 'exit', reason: exit[1] ?? '' };
  return { kind: 'text' };
}

/** Cuts a stream of bytes into lines; a line that arrives in pieces is whole before it is handed on. */
export function createLines(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(10, start);
      if (end === -1) break;
      rest.push(chunk.subarray(start, end));
      const line = rest.length === 1 ? rest[0] : Buffer.concat(rest);
      rest = [];
      start = end + 1;
      onLine((line ?? chunk.subarray(0, 0)).toString('utf8').replace(/\r$/, ''));
    }
    if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)));
  };
}

const guardForm = /^%(begin|end|error) (\d+ \d+ \d+)$/;

/**
 * What one block printed, from all lines between two fences of ours. Printed text may contain a copy
 * of its own `%end` line, so the block reaches from the first `%begin` to the *last* matching end:
 * after the real one only notices follow, and those never look like it.
 */
export function blockBetween(lines: readonly string[]): readonly string[] | null {
  const first = lines.findIndex((line) => line.startsWith('%begin '));
  const id = first === -1 ? undefined : guardForm.exec(lines[first] ?? '')?.[2];
  if (id === undefined) return null;
  const last = lines.lastIndexOf(`%end ${id}`);
  return last > first ? lines.slice(first + 1, last) : null;
}

/** The text of `%error` blocks: sentences for people, never proof (a printed path may forge one). */
export function complaintsIn(lines: readonly string[]): string {
  const complaints: string[] = [];
  let block: string[] = [];
  for (const line of lines) {
    const guard = guardForm.exec(line)?.[1];
    if (guard === undefined) block.push(line);
    else if (guard === 'error') complaints.push(...block);
    if (guard !== undefined) block = [];
  }
  return complaints.join('\n');
}
