import { fieldsOf } from '../../domain/fields.ts';
import type { Fields } from '../../domain/fields.ts';
import type { OutgoingMessage, Place } from '../message.ts';
import type { Digest } from './digest.ts';

/** First things first; the order is the order of the queue. */
export const lanes = ['decision', 'reply', 'notice', 'progress'] as const;
export type Lane = (typeof lanes)[number];

export interface Entry {
  readonly id: string;
  readonly lane: Lane;
  readonly place: Place;
  /** Sent to this session's own topic where the chat has topics. */
  readonly inTopicOf: string | null;
  /** Of whom it speaks: sessions take turns within a lane, and replies find their way back. */
  readonly session: string | null;
  readonly decision: string | null;
  /** One message per key and chat: sent once, edited from then on. */
  readonly key: string | null;
  /** Edits this message. */
  readonly edit: number | null;
  readonly message: OutgoingMessage;
  /** Parts of a long message that Telegram has confirmed. */
  readonly sentParts: number;
  /** A request is out; without an answer nobody knows whether it arrived. */
  readonly inFlight: boolean;
  /** Sent before, perhaps: says so. */
  readonly repeat: boolean;
  /** It stands for this many notices. */
  readonly digest: Digest | null;
}

/** What is known of a message in a chat. */
export interface Sent {
  readonly chat: number;
  readonly topic: number | null;
  readonly message: number;
  readonly entry: string;
  readonly key: string | null;
  readonly session: string | null;
  readonly decision: string | null;
  /** It has buttons that do something. */
  readonly live: boolean;
}

export type Line =
  | { readonly put: Entry }
  | { readonly flying: string }
  | { readonly part: string; readonly parts: number; readonly sent: Sent }
  | { readonly done: string; readonly sent: Sent | null }
  | { readonly forget: { readonly chat: number; readonly message: number } };

export function parseLine(value: unknown): Line | null {
  const fields = fieldsOf(value);
  if (fields.has('put')) return { put: entryOf(fields.object['put']) };
  if (fields.has('flying')) return { flying: fields.text('flying') };
  if (fields.has('part')) {
    const sent = sentOf(fields.object['sent']);
    return { part: fields.text('part'), parts: fields.count('parts'), sent };
  }
  if (fields.has('done')) {
    const sent = fields.object['sent'];
    return { done: fields.text('done'), sent: sent === null ? null : sentOf(sent) };
  }
  const forget = fields.child('forget');
  if (forget === null) return null;
  return { forget: { chat: numberOf(forget.object['chat']), message: forget.count('message') } };
}

function entryOf(value: unknown): Entry {
  const fields = fieldsOf(value, 'put');
  const place = fieldsOf(fields.object['place'], 'place');
  return {
    id: fields.text('id'),
    lane: fields.word('lane', lanes),
    place: { chat: numberOf(place.object['chat']), topic: place.countOr('topic', null) },
    inTopicOf: fields.textOr('inTopicOf', null),
    session: fields.textOr('session', null),
    decision: fields.textOr('decision', null),
    key: fields.textOr('key', null),
    edit: fields.countOr('edit', null),
    message: messageOf(fields.object['message']),
    sentParts: fields.countOr('sentParts', 0),
    inFlight: fields.flagOr('inFlight', false),
    repeat: fields.flagOr('repeat', false),
    digest: digestOf(fields.child('digest')),
  };
}

function digestOf(fields: Fields | null): Digest | null {
  return fields === null ? null : { count: fields.count('count'), latest: fields.texts('latest') };
}

function sentOf(value: unknown): Sent {
  const fields = fieldsOf(value, 'sent');
  return {
    chat: numberOf(fields.object['chat']),
    topic: fields.countOr('topic', null),
    message: fields.count('message'),
    entry: fields.textOr('entry', ''),
    key: fields.textOr('key', null),
    session: fields.textOr('session', null),
    decision: fields.textOr('decision', null),
    live: fields.flagOr('live', false),
  };
}

/** Entities and buttons were made by us; what Telegram thinks of them it says itself. */
function messageOf(value: unknown): OutgoingMessage {
  const fields = fieldsOf(value, 'message');
  const body = fieldsOf(fields.object['body'], 'body');
  const document = fields.child('document');
  const { document: _stored, ...rest } = fields.object;
  return {
    ...rest,
    body: {
      text: typeof body.object['text'] === 'string' ? body.object['text'] : '',
      entities: body.object['entities'] as OutgoingMessage['body']['entities'],
    },
    ...(document === null
      ? {}
      : {
          document: {
            name: document.text('name'),
            bytes: Buffer.from(document.text('bytes'), 'base64'),
          },
        }),
  };
}

/** Bytes have no form of their own in JSON. */
export function stored(entry: Entry): Entry {
  const { document } = entry.message;
  if (document === undefined) return entry;
  const bytes = Buffer.from(document.bytes).toString('base64') as unknown as Uint8Array;
  return { ...entry, message: { ...entry.message, document: { name: document.name, bytes } } };
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Error('not an id');
  return value;
}
