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

/** Makes text of a stream of bytes: whole lines only, each with its end, as soon as they are there. */
export function createText(onText: (text: string) => void): (chunk: Buffer) => void {
  let rest: Buffer[] = [];
  return (chunk) => {
    const end = chunk.lastIndexOf(10) + 1;
    if (end > 0) {
      const begun = rest;
      rest = [];
      // Decoded in one go: a line at a time costs more than all that is then done with it.
      const whole = begun.length === 0 ? chunk : Buffer.concat([...begun, chunk.subarray(0, end)]);
      onText(whole.toString('utf8', 0, begun.length === 0 ? end : whole.length));
    }
    if (end < chunk.length) rest.push(chunk.subarray(end));
  };
}

const guardForm = /^%(begin|end|error) (\d+ \d+ \d+)$/;
const beginForm = /^%begin (\d+ \d+ \d+)\n/m;

/**
 * What one block printed, from all text between two words of ours. Printed text may contain a copy of its
 * own `%end` line, so the block reaches from the first `%begin` to the *last* matching end: after the
 * real one only notices and other blocks follow, and those never look like it.
 */
export function blockIn(text: string): string | null {
  const begin = beginForm.exec(text);
  if (begin?.[1] === undefined) return null;
  const start = begin.index + begin[0].length;
  const end = text.lastIndexOf(`\n%end ${begin[1]}\n`);
  // A block that printed nothing ends where it would begin.
  return end < start - 1 ? null : text.slice(start, Math.max(start, end));
}

/** The text of `%error` blocks: sentences for people, never proof (a printed path may forge one). */
export function complaintsIn(text: string): string {
  if (!text.includes('%error ')) return '';
  const complaints: string[] = [];
  let block: string[] = [];
  for (const line of text.split('\n')) {
    const guard = guardForm.exec(line)?.[1];
    if (guard === undefined) block.push(line);
    else if (guard === 'error') complaints.push(...block);
    if (guard !== undefined) block = [];
  }
  return complaints.join('\n');
}
