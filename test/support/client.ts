import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One raw request to a Unix socket, body as it is. */
export function ask(
  socket: string,
  method: string,
  path: string,
  body?: string | object,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socket, method, path }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });
}
