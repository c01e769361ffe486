import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { FieldError } from '../domain/fields.ts';
import { UserError } from '../errors.ts';
import { errorBody } from './protocol.ts';

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Untrusted; each route parses it. */
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `/api/v1/sessions/:ref/answer` */
  readonly path: string;
  handle(call: Call): Promise<unknown>;
}

export interface SocketServer {
  listen(): Promise<void>;
  close(): Promise<void>;
}

const bodyLimit = 1024 * 1024;

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
        const body = await readBody(request);
        reply(response, 200, await route.handle({ params, query: url.searchParams, body }));
      } catch (error) {
        const failure = errorBody(
          error instanceof FieldError ? new UserError('invalid_input', `${error.message}.`) : error,
        );
        if (failure.body.error.kind === 'internal') {
          options.log.error({ err: error, path: route.path }, 'a request failed');
        }
        reply(response, failure.status, failure.body);
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
        server.once('error', reject);
        server.listen(options.path, () => resolve());
      });
      await chmod(options.path, 0o600);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body ?? null)}\n`);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > bodyLimit) throw new UserError('invalid_input', 'the request is larger than 1 MB.');
    parts.push(bytes);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
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
