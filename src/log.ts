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
  const target =
    options.file === null
      ? stderr.isTTY === true
        ? pretty({ destination: redacting(stderr), colorize: true, ignore: 'pid,hostname' })
        : redacting(stderr)
      : redacting(pino.destination({ dest: options.file, mkdir: true, mode: 0o600, sync: false }));
  return pino({ level: options.level, base: null }, target);
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
