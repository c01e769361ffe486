import { tmuxUnavailable, UserError } from '../errors.ts';
import { installHint } from './install-hint.ts';

/** The one place that reads tmux's English. What is not in the table is `other`. */
export type Complaint =
  /** The socket is there, nobody listens on it. Proof only together with a dead server process. */
  | 'no_server'
  /** No socket: nothing was started yet, or something removed it from a living server. */
  | 'no_socket'
  | 'denied'
  | 'no_sessions'
  | 'duplicate'
  | 'missing_target'
  | 'lost'
  | 'too_long'
  | 'other';

const table: readonly (readonly [RegExp, Complaint])[] = [
  [/^no server running on /m, 'no_server'],
  [/^error connecting to .*\((No such file or directory|Connection refused)\)/m, 'no_socket'],
  [/^error connecting to .*\(Permission denied\)/m, 'denied'],
  [/^access not allowed/m, 'denied'],
  [/has unsafe permissions/, 'denied'],
  [/^no sessions/m, 'no_sessions'],
  [/^duplicate session: /m, 'duplicate'],
  [/^can't find (pane|window|session)/m, 'missing_target'],
  // The last is what a server says that is on its way out.
  [/^(lost server|server exited|server exited unexpectedly|no current target)/m, 'lost'],
  [/^command too long/m, 'too_long'],
];

export function complaintOf(text: string): Complaint {
  return table.find(([form]) => form.test(text))?.[1] ?? 'other';
}

export function tmuxMissing(binary: string, cause?: unknown): UserError {
  return withHint(`${binary} was not found on this machine`, cause);
}

export function tmuxTooOld(text: string): UserError {
  return withHint(`${text} is too old; tapmux needs tmux 3.2 or newer (3.6 recommended)`);
}

export function tmuxUnusable(why: string, cause?: unknown): UserError {
  return tmuxUnavailable(why, cause);
}

function withHint(detail: string, cause?: unknown): UserError {
  return new UserError('tmux_unavailable', `tmux error: ${detail}`, { hint: installHint(), cause });
}
