import type { IncomingMessage } from 'node:http';
import { badRequest, entityTooLarge } from '../api-error.ts';
import type { Upload } from '../methods/call.ts';
import type { JsonObject } from '../model.ts';
import { isObject } from '../model.ts';
import { parseMultipart } from './multipart.ts';

/** The 50 MB that a bot may upload, and room for the other fields. */
export const uploadLimit = 50 * 1024 * 1024;
const bodyLimit = uploadLimit + 1024 * 1024;

export interface CallBody {
  readonly params: JsonObject;
  readonly files: ReadonlyMap<string, Upload>;
}

/** Parameters from the query and the body, in any of the forms the Bot API takes. */
export async function readCall(
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<CallBody> {
  const inQuery = Object.fromEntries(query);
  const bytes = await readBytes(request, bodyLimit);
  const none = new Map<string, Upload>();
  if (bytes.byteLength === 0) return { params: inQuery, files: none };
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data/i.test(type)) {
    const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
    if (boundary === undefined) throw badRequest("can't parse multipart body: no boundary");
    const { fields, files } = parseMultipart(bytes, boundary);
    for (const file of files.values()) {
      if (file.bytes.byteLength > uploadLimit) throw entityTooLarge;
    }
    return { params: { ...inQuery, ...fields }, files };
  }
  const text = bytes.toString('utf8');
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return {
      params: { ...inQuery, ...Object.fromEntries(new URLSearchParams(text)) },
      files: none,
    };
  }
  return { params: { ...inQuery, ...jsonBody(text) }, files: none };
}

function jsonBody(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("can't parse JSON object");
  }
  if (!isObject(value)) throw badRequest("can't parse JSON object");
  return value;
}

export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > limit) throw entityTooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
