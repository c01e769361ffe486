import { badRequest } from '../api-error.ts';
import { formattedText } from '../text/formatted.ts';
import type { Handler } from './call.ts';
import { bool, int, json, str } from './call.ts';
import { sendAsBot, textContent, textLimit } from './compose.ts';
import { targetChat, targetThread, writableChat } from './targets.ts';

export const sendMessage: Handler = (call, world) =>
  sendAsBot(call, world, () => textContent(call));

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

export const sendChatAction: Handler = (call, world) => {
  const record = targetChat(call, world);
  const threadId = targetThread(call, record, world);
  const action = str(call, 'action');
  if (!actions.has(action)) throw badRequest('wrong parameter action in request');
  world.feed.publish({ kind: 'action', chatId: record.chat.id, threadId, action });
  return true;
};

export const sendMessageDraft: Handler = (call, world) => {
  const record = writableChat(call, world);
  if (record.chat.type !== 'private') throw badRequest('TEXTDRAFT_PEER_INVALID');
  const threadId = targetThread(call, record, world);
  const id = int(call, 'draft_id');
  if (id === null || id === 0) throw badRequest('RANDOM_ID_INVALID');
  const entities = json(call, 'entities', "Can't parse entities JSON object");
  const raw = str(call, 'text');
  const shown = raw === '' ? null : formattedText(raw, str(call, 'parse_mode'), entities);
  if (shown !== null && shown.text.length > textLimit) throw badRequest('message is too long');
  world.drafts.set(record.chat.id, threadId, {
    id,
    text: shown?.text ?? '',
    entities: shown?.entities ?? [],
    canStop: bool(call, 'can_stop'),
  });
  return true;
};
