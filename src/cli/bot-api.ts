import { messageOf, UserError } from '../errors.ts';

/** The few calls that setup makes itself, before any bot runs. */
export interface BotApi {
  call<T>(method: string, parameters?: object, signal?: AbortSignal): Promise<T>;
}

/** What Telegram itself refused. */
export class BotApiRefusal extends UserError {
  readonly code: number;

  constructor(code: number, description: string) {
    super('refused', `Telegram says: ${description}`);
    this.code = code;
  }
}

const officialRoot = 'https://api.telegram.org';

export function createBotApi(token: string, root: string | null): BotApi {
  return {
    async call<T>(method: string, parameters: object = {}, signal?: AbortSignal): Promise<T> {
      let answer: unknown;
      try {
        const response = await fetch(`${root ?? officialRoot}/bot${token}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(parameters),
          signal: signal ?? AbortSignal.timeout(30_000),
        });
        answer = await response.json();
      } catch (error) {
        signal?.throwIfAborted();
        // The address has the token in it, so the cause is told without it.
        throw new UserError('unavailable', `Telegram cannot be reached: ${reasonOf(error)}.`, {
          hint: 'Check the network and try again.',
        });
      }
      const { ok, result, error_code, description } = answer as {
        ok?: boolean;
        result?: T;
        error_code?: number;
        description?: string;
      };
      if (ok !== true || result === undefined) {
        throw new BotApiRefusal(error_code ?? 0, description ?? 'no reason given');
      }
      return result;
    },
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return messageOf(cause).replaceAll(/\d+:[\w-]{20,}/g, '[token]');
}
