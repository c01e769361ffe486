import { badRequest } from '../api-error.ts';
import type { Upload } from '../methods/call.ts';

export interface Multipart {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Upload>;
}

/** multipart/form-data, also as terse clients write it: lower-case headers, file names without quotes. */
export function parseMultipart(body: Buffer, boundary: string): Multipart {
  const fields: Record<string, string> = {};
  const files = new Map<string, Upload>();
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  if (at === -1) throw broken();

  for (;;) {
    at += mark.length;
    if (body.subarray(at, at + 2).toString('latin1') === '--') return { fields, files };
    const start = at + 2;
    const headEnd = body.indexOf('\r\n\r\n', start);
    const next = body.indexOf(mark, start);
    if (headEnd === -1 || next === -1) throw broken();
    // The line break before the next boundary belongs to the boundary.
    const content = body.subarray(headEnd + 4, next - 2);
    const part = readHead(body.subarray(start, headEnd).toString('utf8'));
    if (part.file === null) fields[part.name] = content.toString('utf8');
    else
      files.set(part.name, { name: part.file, mime: part.mime, bytes: Uint8Array.from(content) });
    at = next;
  }
}

function readHead(head: string) {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const name =
    /[;\s]name="([^"]*)"/i.exec(disposition)?.[1] ?? /[;\s]name=([^;\s]+)/i.exec(disposition)?.[1];
  if (name === undefined) throw broken();
  const quoted = /[;\s]filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1];
  const bare = /[;\s]filename=([^"\r\n][^\r\n]*)/i.exec(disposition)?.[1];
  const file = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare?.trim() ?? null;
  const mime =
    /^content-type:\s*([^\r\n]+)/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
  return { name, file: file === null ? null : baseName(file), mime };
}

function baseName(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? 'file';
}

function broken() {
  return badRequest("can't parse multipart body");
}
