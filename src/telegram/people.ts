import type { User } from 'grammy/types';
import { nameOf } from './access.ts';
import type { BotDocument } from './state/bot-book.ts';

/** Names for actors, so that a card says "by Ada" and not a number. */
export interface People {
  seen(user: User): Promise<void>;
  /** Needs `load` first; the card is made in one go. */
  readonly nameOf: (actor: string) => string;
  load(): Promise<void>;
}

export function createPeople(book: BotDocument): People {
  let names: Readonly<Record<string, string>> = {};
  return {
    async load() {
      const { names: known, paired } = await book.read();
      const fromPairing = paired.map((one) => [String(one.user), one.name] as const);
      names = { ...Object.fromEntries(fromPairing), ...known };
    },
    async seen(user) {
      const name = nameOf(user);
      const id = String(user.id);
      if (names[id] === name) return;
      const written = await book.update((one) =>
        one.names[id] === name ? null : { ...one, names: { ...one.names, [id]: name } },
      );
      names = { ...names, ...written.names };
    },
    nameOf(actor) {
      const [kind, ...rest] = actor.split(':');
      const who = rest.join(':');
      if (kind === 'telegram') return names[who] ?? `user ${who}`;
      return kind === 'cli' ? `${who} in the terminal` : actor;
    },
  };
}
