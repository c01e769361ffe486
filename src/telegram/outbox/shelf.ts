import type { Logger } from '../../log.ts';
import { openJournal } from '../../store/journal.ts';
import type { Journal } from '../../store/journal.ts';
import type { Entry, Line, Sent } from './entry.ts';
import { parseLine, stored } from './entry.ts';
import { createSentBook } from './sent.ts';
import type { SentBook } from './sent.ts';

/** What waits and what was sent, on the disk: `outbox.jsonl`. */
export interface Shelf {
  readonly sent: SentBook;
  has(entry: string): boolean;
  /** As it was found at the start, in order. */
  readonly found: readonly Entry[];
  put(entry: Entry): Promise<void>;
  flying(entry: Entry): Promise<void>;
  part(entry: Entry, sent: Sent): Promise<void>;
  done(entry: Entry, sent: Sent | null): Promise<void>;
  forget(chat: number, message: number): Promise<void>;
  close(): Promise<void>;
}

export async function openShelf(path: string, log: Logger): Promise<Shelf> {
  const entries = new Map<string, Entry>();
  const sent = createSentBook();

  function apply(line: Line): void {
    if ('put' in line) entries.set(line.put.id, line.put);
    else if ('flying' in line) change(line.flying, { inFlight: true });
    else if ('part' in line) {
      change(line.part, { inFlight: false, sentParts: line.parts });
      sent.add(line.sent);
    } else if ('done' in line) {
      entries.delete(line.done);
      if (line.sent !== null) sent.add(line.sent);
    } else sent.forget(line.forget.chat, line.forget.message);
  }

  function change(id: string, changes: Partial<Entry>): void {
    const entry = entries.get(id);
    if (entry !== undefined) entries.set(id, { ...entry, ...changes });
  }

  const journal: Journal<Line> = await openJournal({
    path,
    parse: parseLine,
    replay: apply,
    snapshot: () => [
      ...sent.all().map((one) => ({ done: one.entry, sent: one })),
      ...[...entries.values()].map((one) => ({ put: stored(one) })),
    ],
    log,
  });
  const found = [...entries.values()];

  /**
   * In memory at once, because what is asked next must see it; on the disk when it resolves. A disk that takes
   * nothing is a reason to speak, not to fall silent, and no answer of Telegram's: what is said goes out all the same.
   */
  function write(line: Line, how: 'append' | 'jot' = 'append'): Promise<void> {
    apply(line);
    const shown = 'put' in line ? { put: stored(line.put) } : line;
    return journal[how](shown).catch((error: unknown) => {
      log.error({ err: error, path }, 'the outbox could not be stored; sent all the same');
    });
  }

  return {
    sent,
    found,
    has: (entry) => entries.has(entry) || sent.byEntry(entry),
    put: (entry) => write({ put: entry }),
    // Lost in a power cut, it would be sent once more without saying so.
    flying: (entry) => write({ flying: entry.id }, 'jot'),
    part: (entry, one) => write({ part: entry.id, parts: entry.sentParts, sent: one }),
    done: (entry, one) => write({ done: entry.id, sent: one }),
    forget: (chat, message) => write({ forget: { chat, message } }),
    close: () => journal.close(),
  };
}
