import type { Message } from 'grammy/types';

export interface SlashCommand {
  readonly name: string;
  readonly argument: string;
}

/** `/name@bot argument`; null when it is none or meant for another bot. */
export function commandOf(message: Message | undefined, me: string): SlashCommand | null {
  const text = message?.text ?? '';
  const entity = message?.entities?.find((one) => one.type === 'bot_command' && one.offset === 0);
  if (entity === undefined) return null;
  const [name = '', bot] = text.slice(1, entity.length).split('@');
  if (bot !== undefined && bot.toLowerCase() !== me.toLowerCase()) return null;
  return { name: name.toLowerCase(), argument: text.slice(entity.length).replace(/^[ \n]/, '') };
}

/** Something that a person sent, not a note of Telegram's that somebody joined or pinned. */
export function isContent(message: Message): boolean {
  const kinds = [
    'photo',
    'document',
    'video',
    'audio',
    'voice',
    'video_note',
    'animation',
    'sticker',
    'location',
    'contact',
    'poll',
    'venue',
    'dice',
    'story',
  ];
  return kinds.some((kind) => kind in message);
}
