import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Who may see the page: whoever brings the key, once in the address and from then on in a cookie. */
export interface Gate {
  /** Why this request is refused, or null. */
  refusal(request: IncomingMessage, url: URL): Refusal | null;
  /** Remembers the key in the browser. */
  welcome(request: IncomingMessage, response: ServerResponse): void;
}

export interface Refusal {
  readonly status: 403 | 421;
  readonly text: string;
}

const month = 30 * 24 * 3600;

export function createGate(key: string): Gate {
  return {
    refusal(request, url) {
      if (!isLocal(request)) {
        return { status: 421, text: 'This address belongs to the phone on this machine only.\n' };
      }
      const { origin } = request.headers;
      if (origin !== undefined && origin !== `http://${request.headers.host}`) {
        return { status: 403, text: 'Another page may not use the phone.\n' };
      }
      const given = [url.searchParams.get('key'), bearer(request), cookie(request)];
      if (given.some((one) => one !== null && sameSecret(one, key))) return null;
      return {
        status: 403,
        text: 'The key is missing or wrong. Open the whole address that was printed at the start.\n',
      };
    },
    welcome(request, response) {
      response.setHeader(
        'set-cookie',
        `${cookieName(request)}=${encodeURIComponent(key)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${month}`,
      );
    },
  };
}

/** Hashes have one length, so the comparison tells nothing about where two secrets differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A name from elsewhere that was made to point here (DNS rebinding) is not ours. */
function isLocal(request: IncomingMessage): boolean {
  const port = request.socket.localPort;
  return [`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host ?? '');
}

/** Cookies know no ports; two phones on one machine must not overwrite each other's. */
function cookieName(request: IncomingMessage): string {
  return `tapmux_phone_${request.socket.localPort}`;
}

function cookie(request: IncomingMessage): string | null {
  const wanted = `${cookieName(request)}=`;
  for (const part of (request.headers.cookie ?? '').split(/;\s*/)) {
    if (part.startsWith(wanted)) return decodeURIComponent(part.slice(wanted.length));
  }
  return null;
}

function bearer(request: IncomingMessage): string | null {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
