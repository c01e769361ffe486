import type { Focus } from '../command.ts';
import type { Place } from '../message.ts';
import type { Topics } from '../topics.ts';
import type { BotDocument } from './bot-book.ts';

/** In a session's own topic it is always that one. */
export function createFocus(book: BotDocument, topics: Pick<Topics, 'sessionAt'>): Focus {
  return {
    async get(place) {
      const own = await topics.sessionAt(place);
      return own ?? (await book.read()).focus[placeKey(place)] ?? null;
    },
    async set(place, sessionId) {
      await book.update((one) => {
        const { [placeKey(place)]: _before, ...rest } = one.focus;
        const focus = sessionId === null ? rest : { ...rest, [placeKey(place)]: sessionId };
        return { ...one, focus };
      });
    },
  };
}

export function placeKey({ chat, topic }: Place): string {
  return topic === null ? String(chat) : `${chat}/${topic}`;
}
