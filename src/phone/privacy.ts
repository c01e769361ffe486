import type { ChatRecord } from './chats.ts';
import type { BotUser, Message } from './model.ts';

/**
 * Is the bot told of this message? In groups a bot in privacy mode hears commands, replies to itself
 * and its own name, unless it is an administrator.
 */
export function delivers(
  { chat, bot: standing }: ChatRecord,
  message: Message,
  bot: BotUser,
): boolean {
  if (standing !== 'member' && standing !== 'administrator') return false;
  if (chat.type === 'private' || standing === 'administrator') return true;
  if (chat.type === 'channel') return false;
  if (bot.can_read_all_group_messages) return true;
  if (message.reply_to_message?.from?.id === bot.id) return true;
  const text = message.text ?? message.caption ?? '';
  if (text.toLowerCase().includes(`@${bot.username.toLowerCase()}`)) return true;
  const entities = message.entities ?? message.caption_entities ?? [];
  return entities.some((one) => one.type === 'bot_command' && forUs(text, one.offset, one.length));
}

/** `/stop@another_bot` is not for us. */
function forUs(whole: string, offset: number, length: number): boolean {
  return !whole.slice(offset, offset + length).includes('@');
}
