import type { ServerResponse } from 'node:http';
import type { ApiError } from '../api-error.ts';

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

export function sendApiError(response: ServerResponse, error: ApiError): void {
  const { code, description, parameters } = error;
  sendJson(response, code, {
    ok: false,
    error_code: code,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  });
}

/** What the machines in front of the real server say: a page, not JSON. */
export function sendGatewayPage(response: ServerResponse, status: number): void {
  const title = `${status} ${status === 502 ? 'Bad Gateway' : 'Gateway Time-out'}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(body);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
