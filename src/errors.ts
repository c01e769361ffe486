/**
 * Three kinds of error: a `UserError` is shown as it is; a neighbour's failure is typed where the
 * neighbour is called; everything else is a bug, logged with its cause.
 */
export type ErrorKind =
  | 'tmux_unavailable'
  | 'session_not_found'
  | 'ambiguous'
  | 'store'
  | 'io'
  | 'name_collision'
  | 'invalid_state'
  | 'invalid_input'
  | 'refused'
  | 'conflict'
  | 'unavailable';

export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly kind: ErrorKind;
  /** The next step, as one sentence. */
  readonly hint: string | undefined;
  /** Sessions that were meant, perhaps: shown as buttons or lines. */
  readonly candidates: readonly Candidate[];

  constructor(
    kind: ErrorKind,
    message: string,
    options: {
      readonly hint?: string;
      readonly cause?: unknown;
      readonly candidates?: readonly Candidate[];
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.hint = options.hint;
    this.candidates = options.candidates ?? [];
  }
}

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly project: string;
}

export function tmuxUnavailable(detail: string, cause?: unknown): UserError {
  return new UserError('tmux_unavailable', `tmux error: ${detail}`, { cause });
}

export function sessionNotFound(text: string): UserError {
  return new UserError('session_not_found', `session not found: ${text}`, {
    hint: 'tapmux ls shows every session.',
  });
}

export function storeError(cause: unknown): UserError {
  return new UserError('store', `store error: ${messageOf(cause)}`, { cause });
}

export function ioError(cause: unknown, doing = ''): UserError {
  return new UserError('io', `I/O error: ${doing}${messageOf(cause)}`, { cause });
}

export function nameCollision(name: string): UserError {
  return new UserError('name_collision', `name already in use: ${name}`, {
    hint: 'tapmux ls lists sessions; choose another name.',
  });
}

export function invalidState(id: string, why: string): UserError {
  return new UserError('invalid_state', `invalid state transition for session ${id}: ${why}`);
}

/** What went wrong, and the next step. */
export function wordsOf({ message, hint }: UserError): string {
  if (hint === undefined) return message;
  return /[.!?…]$/.test(message) ? `${message} ${hint}` : `${message}. ${hint}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error (`ENOENT`, …), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
