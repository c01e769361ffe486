import { badRequest } from '../api-error.ts';
import type { ChatRecord } from '../chats.ts';
import type { World } from '../world.ts';
import type { Handler } from './call.ts';
import { json } from './call.ts';
import { targetChat, targetEntry } from './targets.ts';

const seconds48Hours = 48 * 3600;

export const deleteMessage: Handler = (call, world) => {
  const record = targetChat(call, world);
  const { message_id: id } = targetEntry(call, record, world, 'message to delete').message;
  if (!mayDelete(record, id, world)) throw badRequest("message can't be deleted for everyone");
  world.remove(record.chat.id, [id]);
  return true;
};

/** Missing ones are passed over. */
export const deleteMessages: Handler = (call, world) => {
  const record = targetChat(call, world);
  const ids = json(call, 'message_ids', "Can't parse message identifiers JSON object");
  if (!Array.isArray(ids)) throw badRequest('Expected an Array of message identifiers');
  if (ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > 100) throw badRequest('too many message identifiers specified');
  const numbers = ids.filter((one) => typeof one === 'number');
  world.remove(
    record.chat.id,
    numbers.filter((id) => mayDelete(record, id, world)),
  );
  return true;
};

function mayDelete(record: ChatRecord, id: number, world: World): boolean {
  const entry = world.messages.get(record.chat.id, id);
  if (entry === null) return false;
  const { date, from, chat } = entry.message;
  const own = from?.id === world.profile.bot.id || chat.type === 'channel';
  const allowed = own || chat.type === 'private' || record.bot === 'administrator';
  return allowed && world.now() - date < seconds48Hours;
}
