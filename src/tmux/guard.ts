import type { PaneRef, ServerIdentity } from './tmux.ts';

/** Formats of the server itself. */
export const serverFields = ['pid', 'start_time'] as const;

/**
 * True only on the very server and for the very pane that the ref was taken from. It is judged by
 * the server in the same command sequence as the act, so that it also holds on the exec path, where
 * each request may meet another server, and for a pane that went away since it was listed: with a
 * missing target `if-shell` does not fail, and `pane_id` is then empty or another pane's.
 */
export function isPane(ref: PaneRef): string {
  return `#{&&:${isServer(ref.server)},#{==:#{pane_id},${ref.pane}}}`;
}

/**
 * A pane as most of them are: there, alive, in no mode, taking input, and for itself. One comparison,
 * because each condition of its own costs the server as much as the keys that it guards.
 */
export function isOrdinary(ref: PaneRef): string {
  const { pid, startedAt } = ref.server;
  return `#{==:#{pid}.#{start_time}.#{pane_id}.${states},${String(pid)}.${String(startedAt)}.${ref.pane}.0000}`;
}

const states = '#{pane_dead}#{pane_input_off}#{pane_in_mode}#{pane_synchronized}';

/** The words stand in one row of the program's own screen, whatever mode the pane is in. */
export function shows(words: string): string {
  return `#{C:${words}}`;
}

export function both(condition: string, words: string): string {
  return `#{&&:${condition},${shows(words)}}`;
}

/** Nothing in them means anything to a format, to a pattern, or to the parser of commands. */
export function isWords(text: string): boolean {
  return /^[A-Za-z0-9._/=-](?:[A-Za-z0-9 ._/=-]*[A-Za-z0-9._/=-])?$/.test(text);
}

/** The pane is still in the window that the ref names, too. */
export function isInWindow(ref: PaneRef): string {
  return `#{&&:${isPane(ref)},#{==:#{window_id},${ref.window}}}`;
}

export function isServer(server: ServerIdentity): string {
  return `#{==:#{pid}.#{start_time},${String(server.pid)}.${String(server.startedAt)}}`;
}

/** One command list: all of `then`, or all of `otherwise`; a command that fails ends the list. */
export function when(
  target: string | null,
  condition: string,
  then: readonly string[],
  otherwise: readonly string[],
): string {
  const at = target === null ? '' : `-t ${target} `;
  return `if-shell -F ${at}"${condition}" { ${then.join(' ; ')} } { ${otherwise.join(' ; ')} }`;
}

export function say(word: string): string {
  return `display-message -p ${word}`;
}

/** No id has a blank in it, so that one look at all of them is a look at each. */
const idsForm = /^%\d{1,9} @\d{1,9} \$\d{1,9}$/;

/** Ids go into commands unquoted: nothing else may. */
export function isRef(ref: PaneRef): boolean {
  return (
    idsForm.test(`${ref.pane} ${ref.window} ${ref.session}`) &&
    Number.isSafeInteger(ref.server.pid) &&
    Number.isSafeInteger(ref.server.startedAt)
  );
}

export function sameServer(one: ServerIdentity, other: ServerIdentity): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt;
}
