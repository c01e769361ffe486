import { request } from 'node:http';
import { messageOf, UserError } from '../errors.ts';
import type { ErrorKind } from '../errors.ts';
import { errorCode } from '../errors.ts';

/** The daemon, over its local socket. */
export interface Client {
  /** Rejects with a UserError: the daemon's own refusal, or `unavailable` when it is not there. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown>;
}

/** A refusal, with what a confirmation has to repeat. */
export class Refusal extends UserError {
  readonly confirm: string | undefined;

  constructor(kind: ErrorKind, message: string, hint?: string, confirm?: string) {
    super(kind, message, hint === undefined ? {} : { hint });
    this.confirm = confirm;
  }
}

const patienceMs = 10 * 60_000;

export function createClient(socket: string, actor: string): Client {
  return {
    call(method, path, body = {}) {
      return new Promise((resolve, reject) => {
        const outgoing = request(
          {
            socketPath: socket,
            method,
            path,
            headers: { 'content-type': 'application/json' },
            timeout: patienceMs,
          },
          (response) => {
            const parts: Buffer[] = [];
            response.on('data', (part: Buffer) => parts.push(part));
            response.on('error', (error) => reject(unreachable(error)));
            response.on('end', () => {
              const text = Buffer.concat(parts).toString('utf8');
              try {
                const answer: unknown = JSON.parse(text);
                if (response.statusCode === 200) resolve(answer);
                else reject(refusalOf(answer));
              } catch (error) {
                reject(unreachable(error));
              }
            });
          },
        );
        outgoing.on('timeout', () => outgoing.destroy(new Error('it does not answer')));
        outgoing.on('error', (error) => reject(unreachable(error)));
        outgoing.end(method === 'POST' ? JSON.stringify({ actor, ...body }) : undefined);
      });
    },
  };
}

function unreachable(error: unknown): UserError {
  const code = errorCode(error);
  const absent = code === 'ENOENT' || code === 'ECONNREFUSED';
  return new UserError(
    'unavailable',
    absent
      ? 'the tapmux daemon is not running.'
      : `the tapmux daemon cannot be reached: ${messageOf(error)}.`,
    { hint: absent ? 'Start it with npm start.' : 'tapmux doctor tells more.', cause: error },
  );
}

function refusalOf(answer: unknown): UserError {
  const error = record(record(answer)?.['error']);
  const text = (name: string) => {
    const found = error?.[name];
    return typeof found === 'string' ? found : undefined;
  };
  return new Refusal(
    (text('kind') ?? 'unavailable') as ErrorKind,
    text('message') ?? 'the daemon refused without a reason',
    text('hint'),
    text('confirm'),
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
