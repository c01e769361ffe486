import type { Entry, Lane } from './entry.ts';
import { lanes } from './entry.ts';

/**
 * What waits for one chat. Lanes in their order; within a lane the sessions take turns, and each
 * session's entries keep their order.
 */
export interface Queue {
  readonly size: number;
  add(item: Item): void;
  /** Back to where it came from. */
  putBack(item: Item): void;
  /** The next one that is safely stored, taken out. */
  next(): Item | null;
  /** The waiting one with this key. */
  find(key: string): Item | null;
  all(): readonly Item[];
}

/** An entry as it waits: replaced in place by a newer text under the same key. */
export interface Item {
  entry: Entry;
  /** False until the disk has it. */
  stored: boolean;
  attempts: number;
  /** Telegram refused it once: it goes out bare. */
  refused: boolean;
}

export function createQueue(): Queue {
  const waiting = new Map<Lane, Map<string, Item[]>>(lanes.map((lane) => [lane, new Map()]));
  const keyed = new Map<string, Item>();
  let size = 0;

  function sourcesOf(item: Item): Map<string, Item[]> {
    const sources = waiting.get(item.entry.lane);
    if (sources === undefined) throw new Error(`no such lane: ${item.entry.lane}`);
    return sources;
  }

  function insert(item: Item, where: 'first' | 'last'): void {
    const sources = sourcesOf(item);
    const source = item.entry.session ?? '';
    const items = sources.get(source) ?? [];
    if (where === 'first') items.unshift(item);
    else items.push(item);
    sources.set(source, items);
    if (item.entry.key !== null) keyed.set(item.entry.key, item);
    size += 1;
  }

  return {
    get size() {
      return size;
    },
    add: (item) => insert(item, 'last'),
    putBack: (item) => insert(item, 'first'),
    next() {
      for (const sources of waiting.values()) {
        for (const [source, items] of sources) {
          const [item] = items;
          if (item === undefined || !item.stored) continue;
          items.shift();
          // To the end of the round.
          sources.delete(source);
          if (items.length > 0) sources.set(source, items);
          const { key } = item.entry;
          if (key !== null && keyed.get(key) === item) keyed.delete(key);
          size -= 1;
          return item;
        }
      }
      return null;
    },
    find: (key) => keyed.get(key) ?? null,
    all: () => [...waiting.values()].flatMap((sources) => [...sources.values()].flat()),
  };
}
