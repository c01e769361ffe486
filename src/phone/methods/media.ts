import { badRequest } from '../api-error.ts';
import type { FileKind, FileRecord } from '../files.ts';
import { imageSize } from '../image-size.ts';
import { isObject } from '../model.ts';
import type { World } from '../world.ts';
import type { Call, Handler, Upload } from './call.ts';
import { json, str } from './call.ts';
import type { Content } from './compose.ts';
import { botMessage, caption, captionContent, entryOf, placeOf, sendAsBot } from './compose.ts';
import { writableChat } from './targets.ts';

const photoLimit = 10 * 1024 * 1024;

export const sendPhoto: Handler = (call, world) =>
  sendAsBot(call, world, async () => ({
    ...(await photoContent(call, world, 'photo', str(call, 'photo'))),
    ...captionContent(call),
  }));

export const sendDocument: Handler = (call, world) =>
  sendAsBot(call, world, async () => ({
    ...(await documentContent(call, world, 'document', str(call, 'document'))),
    ...captionContent(call),
  }));

export const sendMediaGroup: Handler = async (call, world) => {
  const record = writableChat(call, world);
  const place = placeOf(call, record, world);
  const media = json(call, 'media', "Can't parse media JSON object");
  if (!Array.isArray(media)) throw badRequest('Expected an Array of InputMedia');
  if (media.length < 2 || media.length > 10) {
    throw badRequest('Wrong number of messages to send: must be between 2 and 10');
  }
  const contents: Content[] = [];
  for (const one of media) contents.push(await inputMedia(call, world, one));
  if (new Set(contents.map((one) => one.photo === undefined)).size > 1) {
    throw badRequest("can't use the media of the specified type in the album");
  }
  const group = String(14_000_000_000_000_000 + Math.floor(Math.random() * 1e9));
  return contents.map((content) => {
    const message = botMessage(world, record, place, { ...content, media_group_id: group });
    world.post(entryOf(message, call, null));
    return message;
  });
};

/** An `InputMedia` object of an album or of an edit. */
export async function inputMedia(call: Call, world: World, value: unknown): Promise<Content> {
  if (!isObject(value)) throw unreadable('expected an Object');
  const { type, media, parse_mode: mode } = value;
  if (typeof media !== 'string' || media === '') throw unreadable('media not found');
  const text = {
    ...caption(
      typeof value['caption'] === 'string' ? value['caption'] : '',
      typeof mode === 'string' ? mode : '',
      value['caption_entities'],
    ),
    ...(value['has_spoiler'] === true ? { has_media_spoiler: true as const } : {}),
  };
  switch (type) {
    case 'photo':
      return { ...(await photoContent(call, world, '', media)), ...text };
    case 'document':
      return { ...(await documentContent(call, world, '', media)), ...text };
    default:
      throw unreadable('invalid type specified');
  }
}

function unreadable(why: string) {
  return badRequest(`Can't parse InputMedia: ${why}`);
}

async function photoContent(
  call: Call,
  world: World,
  field: string,
  value: string,
): Promise<Content> {
  const source = sourceOf(call, world, field, value, 'photo');
  if (source.kind === 'known') {
    const size = imageSize((await world.files.bytes(source.record)) ?? new Uint8Array());
    return photoOf(source.record, size ?? { width: 0, height: 0 });
  }
  const { bytes } = source.upload;
  if (bytes.byteLength > photoLimit) {
    throw badRequest(
      `file of size ${bytes.byteLength} bytes is too big for a photo; the maximum size is ${photoLimit} bytes`,
    );
  }
  const size = imageSize(bytes);
  if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const thin = Math.max(width, height) > 20 * Math.min(width, height);
  if (width + height > 10_000 || thin) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  return photoOf(await world.files.add(bytes, 'photo', null, size.mime), size);
}

async function documentContent(
  call: Call,
  world: World,
  field: string,
  value: string,
): Promise<Content> {
  const source = sourceOf(call, world, field, value, 'document');
  if (source.kind === 'known') return documentOf(source.record);
  const { bytes, name, mime } = source.upload;
  return documentOf(await world.files.add(bytes, 'document', name, mime));
}

export function photoOf(
  record: FileRecord,
  { width, height }: { readonly width: number; readonly height: number },
): Content {
  const { fileId, uniqueId, size } = record;
  return {
    photo: [{ file_id: fileId, file_unique_id: uniqueId, width, height, file_size: size }],
  };
}

export function documentOf({ fileId, uniqueId, name, mime, size }: FileRecord): Content {
  return {
    document: {
      file_id: fileId,
      file_unique_id: uniqueId,
      ...(name === null ? {} : { file_name: name }),
      mime_type: mime,
      file_size: size,
    },
  };
}

type Source =
  | { readonly kind: 'known'; readonly record: FileRecord }
  | { readonly kind: 'upload'; readonly upload: Upload };

/** A file is uploaded under the field's name or as `attach://name`, or named by its `file_id`. */
function sourceOf(call: Call, world: World, field: string, value: string, what: FileKind): Source {
  const name = value.startsWith('attach://') ? value.slice(9) : field;
  const upload = call.files.get(name);
  if (upload !== undefined) {
    if (upload.bytes.byteLength === 0) throw badRequest('file must be non-empty');
    return { kind: 'upload', upload };
  }
  if (value === '' || value.startsWith('attach://')) {
    throw badRequest(`there is no ${what} in the request`);
  }
  // This server is on loopback and fetches nothing.
  if (/^https?:\/\//i.test(value)) throw badRequest('failed to get HTTP URL content');
  const record = world.files.byId(value);
  if (record === null) throw badRequest('wrong file identifier/HTTP URL specified');
  if (what === 'photo' && record.kind !== 'photo') {
    throw badRequest('type of file mismatch');
  }
  return { kind: 'known', record };
}
