import { mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import type { Logger } from 'pino';
import pretty from 'pino-pretty';

export type { Logger } from 'pino';

/** Secrets that an error's text may carry: Bot API addresses hold the token. */
const secrets = /\d{5,20}:[A-Za-z0-9_-]{30,}/g;

export function createLog(options: {
  readonly level: string;
  readonly file: string | null;
  readonly stderr?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}): Logger {
  const stderr = options.stderr ?? process.stderr;
  // Whoever read it may be gone, or its disk full: that costs lines, not the daemon.
  if (options.file === null && !stderr.listeners('error').includes(ignore)) {
    stderr.on('error', ignore);
  }
  const target =
    options.file === null
      ? stderr.isTTY === true
        ? pretty({ destination: redacting(stderr), colorize: true, ignore: 'pid,hostname' })
        : redacting(stderr)
      : redacting(appendingTo(options.file));
  return pino({ level: options.level, base: null }, target);
}

function ignore(): void {}

/** Not pino's own: on a full disk that one ends the process, and then hangs in its last breath. */
function appendingTo(path: string): { write(text: string): unknown } {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a', 0o600);
  return {
    write(text) {
      try {
        writeSync(file, text);
      } catch {
        // The next line may find room again.
      }
    },
  };
}

function redacting(target: { write(text: string): unknown }): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      target.write(String(chunk).replaceAll(secrets, '[secret]'));
      done();
    },
  });
}
