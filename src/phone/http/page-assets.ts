import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sendText } from './answer.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing is loaded from anywhere else, and no text of a message can become code. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page's files are served as they are, from the sources, also when the server runs compiled. */
export function createPageAssets() {
  const folder = join(packageRoot(), 'src', 'phone', 'page');
  return async (response: ServerResponse, path: string): Promise<void> => {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const names = await readdir(folder);
    const type = types[extname(name)];
    if (!names.includes(name) || type === undefined) {
      sendText(response, 404, 'There is nothing here.\n');
      return;
    }
    const body = await readFile(join(folder, name));
    response.writeHead(200, {
      'content-type': type,
      'content-length': body.byteLength,
      'cache-control': 'no-cache',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    response.end(body);
  };
}

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('The phone page was not found next to its package.json.');
    folder = parent;
  }
  return folder;
}
