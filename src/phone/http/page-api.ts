import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import { createActor } from '../actor.ts';
import { ApiError, badRequest } from '../api-error.ts';
import { defined } from '../defined.ts';
import { parseFaultRule } from '../faults.ts';
import type { SendOptions } from '../incoming.ts';
import type { JsonObject } from '../model.ts';
import { isObject } from '../model.ts';
import type { Until } from '../until.ts';
import type { World } from '../world.ts';
import { sendApiError, sendJson, sendText } from './answer.ts';
import { readBytes, uploadLimit } from './body.ts';
import { createEventStream } from './event-stream.ts';
import { pageState, showEvent } from './page-state.ts';

const jsonLimit = 1024 * 1024;

/** What the page can do. Answers come when the deed is on disk; what it changes comes as events. */
export function createPageApi(world: World, until: Until, user: Actor) {
  const epoch = randomBytes(6).toString('hex');
  const events = createEventStream(world, epoch, (event) => showEvent(event, world));

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const route = `${request.method} ${url.pathname}`;
    try {
      if (route === 'GET /api/state') sendJson(response, 200, pageState(world, user, epoch));
      else if (route === 'GET /api/events') await events(request, response, url);
      else if (url.pathname.startsWith('/api/file/')) await sendFile(response, url);
      else if (route === 'POST /api/upload') sendJson(response, 200, await upload(request, url));
      else if (url.pathname === '/api/faults') sendJson(response, 200, await faults(request, url));
      else if (request.method === 'POST') {
        sendJson(response, 200, await act(url.pathname.slice(5), await readJson(request)));
      } else sendText(response, 404, 'There is nothing here.\n');
    } catch (error) {
      const refusal = error instanceof ApiError ? error : badRequest(messageOf(error));
      sendApiError(response, refusal);
    }
  };

  async function act(verb: string, body: JsonObject): Promise<unknown> {
    const actor = actorFor(body['chat']);
    const id = Number(body['message']);
    const text = typeof body['text'] === 'string' ? body['text'] : '';
    switch (verb) {
      case 'send':
        return (await actor.sendLong(text, options(body))).map((one) => one.message_id);
      case 'edit':
        return (await actor.edit(id, text)).message_id;
      case 'tap': {
        const button = body['button'];
        if (typeof button !== 'number') throw badRequest('button is missing');
        return { id: (await actor.tap(id, button)).id };
      }
      case 'react':
        await actor.react(id, typeof body['emoji'] === 'string' ? body['emoji'] : null);
        return true;
      case 'delete':
        await actor.delete(id);
        return true;
      case 'topic':
        return await actor.openTopic(text.trim().slice(0, 128) || 'New topic');
      case 'stop':
        await actor.stopDraft(Number(body['draft']));
        return true;
      case 'block':
        await (body['blocked'] === true ? actor.block() : actor.unblock());
        return true;
      default:
        throw new ApiError(404, 'Not Found');
    }
  }

  function actorFor(chat: unknown): Actor {
    const id = Number(chat);
    if (id === user.chat.id) return user;
    const record = world.chats.get(id);
    const member = record?.members.some((one) => one.id === user.user.id) ?? false;
    if (record === null || !member) throw badRequest('chat not found');
    return createActor(world, until, user.user, record.chat);
  }

  async function upload(request: IncomingMessage, url: URL): Promise<number> {
    const query = Object.fromEntries(url.searchParams);
    const bytes = Uint8Array.from(await readBytes(request, uploadLimit));
    if (bytes.byteLength === 0) throw badRequest('file must be non-empty');
    const file = defined({ bytes, name: query['name'], mime: request.headers['content-type'] });
    const kind = query['kind'] === 'photo' ? 'photo' : 'document';
    const sent = await actorFor(query['chat']).sendFile(kind, file, options(query));
    return sent.message_id;
  }

  async function sendFile(response: ServerResponse, url: URL): Promise<void> {
    const record = world.files.byUniqueId(url.pathname.split('/')[3] ?? '');
    const bytes = record === null ? null : await world.files.bytes(record);
    if (record === null || bytes === null) {
      sendText(response, 404, 'This file is gone.\n');
      return;
    }
    const shown = /^image\/(?:png|jpeg|gif|webp)$/.test(record.mime) && record.kind === 'photo';
    const name = encodeURIComponent(record.name ?? 'file');
    response.writeHead(200, {
      'content-type': shown ? record.mime : 'application/octet-stream',
      'content-length': bytes.byteLength,
      'content-disposition': shown ? 'inline' : `attachment; filename*=UTF-8''${name}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    response.end(bytes);
  }

  async function faults(request: IncomingMessage, url: URL): Promise<unknown> {
    if (request.method === 'POST') {
      const rule = parseFaultRule(await readJson(request));
      if (rule === null) throw badRequest('this is not a fault rule');
      return { id: world.faults.set(rule) };
    }
    if (request.method === 'DELETE') {
      const id = url.searchParams.get('id');
      world.faults.clear(...(id === null ? [] : [Number(id)]));
    }
    return world.faults.list().map(({ id, left, rule }) => ({
      id,
      left,
      rule: { ...rule, ...(rule.method === undefined ? {} : { method: String(rule.method) }) },
    }));
  }
}

function options(from: JsonObject): SendOptions {
  const number = (name: string) => {
    const value = Number(from[name] ?? '');
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const text = (name: string) => {
    const value = from[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return defined({
    thread: number('thread'),
    replyTo: number('reply'),
    quote: text('quote'),
    caption: text('caption'),
    group: text('group'),
  });
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  // A form on another page cannot send this type without asking first.
  if (!/^application\/json/i.test(request.headers['content-type'] ?? '')) {
    throw badRequest('JSON expected');
  }
  const value = JSON.parse((await readBytes(request, jsonLimit)).toString('utf8')) as unknown;
  if (!isObject(value)) throw badRequest('JSON object expected');
  return value;
}
