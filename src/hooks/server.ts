import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { FieldError } from '../domain/fields.ts';
import { UserError } from '../errors.ts';
import { errorBody } from './protocol.ts';

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Untrusted; each route parses it. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  /** Aborted when the caller hangs up before it was answered. */
  readonly signal: AbortSignal;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/api/v1/sessions/:ref/answer` */
  readonly path: string;
  handle(call: Call): Promise<unknown>;
  /** For callers that print what they get: nothing but the status of a refusal, and no body for `{}`. */
  readonly quiet?: true;
  /** Told of a body beyond the limit; what it gives is the answer then. */
  tooLarge?(): unknown;
}

export interface SocketServer {
  listen(): Promise<void>;
  /** What was answered last still gets out. */
  close(): Promise<void>;
}

const bodyLimit = 1024 * 1024;
/** How long answers that are on their way may take when the server closes. */
const partingMs = 500;

interface ServerLog {
  error(fields: object, message: string): void;
}

/** The caller holds the daemon's lock, so a socket file that is already there is a dead one's. */
export function createSocketServer(options: {
  readonly path: string;
  readonly routes: readonly Route[];
  readonly log: ServerLog;
}): SocketServer {
  const matchers = options.routes.map((route) => ({ route, match: matcher(route.path) }));
  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.log.error({ err: error }, 'the local socket could not answer');
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://tapmux');
    for (const { route, match } of matchers) {
      if (route.method !== request.method) continue;
      const params = match(url.pathname);
      if (params === null) continue;
      try {
        const { headers } = request;
        const signal = hangUp(response);
        const text = await readBody(request);
        if (text === null && route.tooLarge !== undefined) {
          reply(response, 200, route.tooLarge(), route.quiet);
          return;
        }
        const body = parse(text);
        const call = { params, query: url.searchParams, body, headers, signal };
        reply(response, 200, await route.handle(call), route.quiet);
      } catch (error) {
        const failure = errorBody(
          error instanceof FieldError ? new UserError('invalid_input', `${error.message}.`) : error,
        );
        if (failure.body.error.kind === 'internal') {
          options.log.error({ err: error, path: route.path }, 'a request failed');
        }
        reply(response, failure.status, route.quiet ? {} : failure.body, route.quiet);
      }
      return;
    }
    const message = `there is nothing at ${request.method} ${url.pathname}`;
    reply(response, 404, { error: { kind: 'not_found', message } });
  }

  return {
    async listen() {
      const folder = dirname(options.path);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      await rm(options.path, { force: true });
      await new Promise<void>((resolve, reject) => {
        // It stays: an error later on (no file left for a connection) must not end the daemon.
        server.on('error', reject);
        server.listen(options.path, () => resolve());
      });
      await chmod(options.path, 0o600);
    },
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const parting = setTimeout(() => server.closeAllConnections(), partingMs);
      server.closeIdleConnections();
      await closed;
      clearTimeout(parting);
    },
  };
}

function reply(response: ServerResponse, status: number, body: unknown, quiet?: true): void {
  const text = JSON.stringify(body ?? null);
  if (quiet && (text === '{}' || text === 'null')) {
    response.writeHead(status === 200 ? 204 : status, { connection: 'close' });
    response.end();
    return;
  }
  const bytes = Buffer.from(`${text}\n`);
  response.writeHead(status, {
    'content-type': 'application/json',
    // Who speaks HTTP/1.0 could not tell an answer that was cut off from a whole one.
    'content-length': bytes.length,
    connection: 'close',
  });
  response.end(bytes);
}

function hangUp(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Read to its end in any case: a caller that is cut off in the middle does not hear why. Null: too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size <= bodyLimit) parts.push(bytes);
    else parts.length = 0;
  }
  return size > bodyLimit ? null : Buffer.concat(parts).toString('utf8');
}

function parse(text: string | null): unknown {
  if (text === null) throw new UserError('invalid_input', 'the request is larger than 1 MB.');
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UserError('invalid_input', 'the request is not JSON.', { cause: error });
  }
}

function matcher(path: string): (pathname: string) => Record<string, string> | null {
  const wanted = path.split('/');
  return (pathname) => {
    const given = pathname.split('/');
    if (given.length !== wanted.length) return null;
    const params: Record<string, string> = {};
    for (const [index, part] of wanted.entries()) {
      const found = given[index] ?? '';
      if (!part.startsWith(':')) {
        if (part !== found) return null;
        continue;
      }
      try {
        params[part.slice(1)] = decodeURIComponent(found);
      } catch {
        return null;
      }
    }
    return params;
  };
}
