import type { BotCommand, BotUser } from './model.ts';
import { isObject } from './model.ts';

/** What the bot tells about itself: names, descriptions and the command lists per scope and language. */
export interface Profile {
  readonly bot: BotUser;
  text(field: ProfileField, language: string): string;
  setText(field: ProfileField, language: string, value: string): void;
  commands(scope: string, language: string): readonly BotCommand[];
  setCommands(scope: string, language: string, commands: readonly BotCommand[]): void;
  /** The list a user sees in a private chat: the first that is set, narrow scopes first. */
  commandsFor(chatId: number, isPrivate: boolean): readonly BotCommand[];
  toJSON(): unknown;
  restore(value: unknown): void;
}

export type ProfileField = 'name' | 'description' | 'short_description' | 'menu_button';

export function createProfile(bot: BotUser, onChange: () => void): Profile {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly BotCommand[]>();

  return {
    bot,
    text: (field, language) => texts.get(keyOf(field, language)) ?? '',
    setText(field, language, value) {
      texts.set(keyOf(field, language), value);
      onChange();
    },
    commands: (scope, language) => lists.get(keyOf(scope, language)) ?? [],
    setCommands(scope, language, commands) {
      if (commands.length === 0) lists.delete(keyOf(scope, language));
      else lists.set(keyOf(scope, language), commands);
      onChange();
    },
    commandsFor(chatId, isPrivate) {
      const wide = isPrivate ? 'all_private_chats' : 'all_group_chats';
      for (const scope of [`chat:${chatId}`, wide, 'default']) {
        for (const language of ['en', '']) {
          const list = lists.get(keyOf(scope, language));
          if (list !== undefined) return list;
        }
      }
      return [];
    },
    toJSON: () => ({ texts: Object.fromEntries(texts), lists: Object.fromEntries(lists) }),
    restore(value) {
      if (!isObject(value)) return;
      if (isObject(value['texts'])) {
        for (const [key, one] of Object.entries(value['texts'])) {
          if (typeof one === 'string') texts.set(key, one);
        }
      }
      if (isObject(value['lists'])) {
        for (const [key, one] of Object.entries(value['lists'])) {
          if (Array.isArray(one)) lists.set(key, one.filter(isCommand));
        }
      }
    },
  };
}

function isCommand(value: unknown): value is BotCommand {
  return (
    isObject(value) &&
    typeof value['command'] === 'string' &&
    typeof value['description'] === 'string'
  );
}

function keyOf(scope: string, language: string): string {
  return `${scope}|${language}`;
}
