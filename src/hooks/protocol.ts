import type { Candidate, ErrorKind } from '../errors.ts';
import { messageOf, UserError } from '../errors.ts';
import { UnsavedWork } from '../sessions/retire.ts';

/** HTTP over a Unix socket, JSON both ways. A refusal is `{error}` with a status from its kind. */
export interface ErrorBody {
  readonly error: {
    readonly kind: ErrorKind | 'internal' | 'not_found';
    readonly message: string;
    readonly hint?: string;
    readonly candidates?: readonly Candidate[];
    /** What a confirmation has to repeat. */
    readonly confirm?: string;
  };
}

/** The status follows from the kind alone, never from a text. */
export function statusOf(kind: ErrorKind): number {
  switch (kind) {
    case 'session_not_found':
      return 404;
    case 'ambiguous':
    case 'name_collision':
    case 'invalid_state':
    case 'conflict':
      return 409;
    case 'refused':
      return 403;
    case 'invalid_input':
      return 400;
    case 'tmux_unavailable':
    case 'unavailable':
      return 503;
    case 'store':
    case 'io':
      return 500;
  }
}

export function errorBody(error: unknown): { readonly status: number; readonly body: ErrorBody } {
  if (!(error instanceof UserError)) {
    return {
      status: 500,
      body: {
        error: { kind: 'internal', message: `something broke inside tapmux: ${messageOf(error)}` },
      },
    };
  }
  return {
    status: statusOf(error.kind),
    body: {
      error: {
        kind: error.kind,
        message: error.message,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        ...(error.candidates.length === 0 ? {} : { candidates: error.candidates }),
        ...(error instanceof UnsavedWork ? { confirm: error.assessment.fingerprint } : {}),
      },
    },
  };
}
