import { BotError, GrammyError, HttpError } from 'grammy';
import { errorCode } from '../../errors.ts';

/** What Telegram's errors and the network's mean for us. The only place that reads their texts. */
export type Failure =
  | { readonly kind: 'not_modified' }
  | { readonly kind: 'edit_gone' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'moved'; readonly chat: number }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'topic_gone' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'conflict'; readonly webhook: boolean; readonly why: string }
  /** Surely not carried out: may be tried again. */
  | { readonly kind: 'unsent'; readonly why: string }
  /** The request went out and nobody answered. */
  | { readonly kind: 'ambiguous'; readonly why: string }
  /** Telegram will not have it, however often it is tried. */
  | { readonly kind: 'refused'; readonly why: string };

export function failureOf(error: unknown): Failure {
  if (error instanceof GrammyError) return telegramSays(error);
  if (error instanceof HttpError) return networkSays(error.error);
  return { kind: 'refused', why: error instanceof Error ? error.name : 'an unknown error' };
}

function telegramSays({ error_code: code, description, parameters }: GrammyError): Failure {
  const why = `${code}: ${description}`;
  if (parameters.migrate_to_chat_id !== undefined) {
    return { kind: 'moved', chat: parameters.migrate_to_chat_id };
  }
  switch (true) {
    case code === 429:
      return { kind: 'wait', seconds: parameters.retry_after ?? 5 };
    case code === 401 || (code === 404 && description === 'Not Found'):
      return { kind: 'unauthorized' };
    case code === 409:
      return { kind: 'conflict', webhook: /webhook is active/i.test(description), why };
    case code >= 500:
      return { kind: 'unsent', why };
    case /message is not modified|TOPIC_NOT_MODIFIED/i.test(description):
      return { kind: 'not_modified' };
    case /message to edit not found|message can't be edited|there is no text in the message|MESSAGE_ID_INVALID/i.test(
      description,
    ):
      return { kind: 'edit_gone' };
    case /thread not found|TOPIC_DELETED|TOPIC_ID_INVALID|TOPIC_CLOSED|chat is not a forum/i.test(
      description,
    ):
      return { kind: 'topic_gone' };
    case code === 403 || /chat not found|PEER_ID_INVALID|user is deactivated/i.test(description):
      return { kind: 'unreachable', why };
    default:
      return { kind: 'refused', why };
  }
}

/** Before these there was no connection, so nothing can have arrived. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

function networkSays(cause: unknown): Failure {
  // A gateway's page of apology instead of JSON: an answer, and not the one of a success.
  if (isObject(cause) && cause['type'] === 'invalid-json') {
    return { kind: 'unsent', why: 'a gateway error' };
  }
  const code = errorCode(cause) ?? (cause instanceof Error ? cause.name : 'unknown');
  return neverLeft.has(code) ? { kind: 'unsent', why: code } : { kind: 'ambiguous', why: code };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** For a log line: never the error itself, whose text holds the token. */
export function describeFailure(failure: Failure): { kind: string; why?: string } {
  return 'why' in failure ? { kind: failure.kind, why: failure.why } : { kind: failure.kind };
}

/** The same for anything that was thrown. */
export function loggable(error: unknown): object {
  if (error instanceof BotError) return loggable(error.error);
  const foreign = error instanceof GrammyError || error instanceof HttpError;
  return foreign ? describeFailure(failureOf(error)) : { err: error };
}
