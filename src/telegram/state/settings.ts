import type { Settings } from '../command.ts';
import type { BotDocument } from './bot-book.ts';
import { defaultSettings } from './bot-book.ts';

export function createSettings(book: BotDocument): Settings {
  return {
    read: async (chat) => (await book.read()).settings[String(chat)] ?? defaultSettings,
    async write(chat, change) {
      const key = String(chat);
      const written = await book.update((one) => {
        const before = one.settings[key] ?? defaultSettings;
        return { ...one, settings: { ...one.settings, [key]: { ...before, ...change } } };
      });
      return written.settings[key] ?? defaultSettings;
    },
  };
}
