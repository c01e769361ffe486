import type { Entry, Lane } from './entry.ts';
import { lanes } from './entry.ts';

/**
 * What waits for one chat. Lanes in their order; within a lane the sessions take turns, and each
 * session's entries keep their order.
 */
export interface Queue {
  readonly size: number;
  sizeOf(lane: Lane): number;
  add(item: Item): void;
  /** Back to where it came from. */
  putBack(item: Item): void;
  /** The next one that is safely stored, taken out. */
  next(): Item | null;
  /** There is such a one. */
  ready(): boolean;
  /** The waiting one with this key. */
  find(key: string): Item | null;
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
  const sizes = new Map<Lane, number>(lanes.map((lane) => [lane, 0]));

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
    count(item.entry.lane, 1);
  }

  function count(lane: Lane, change: number): void {
    sizes.set(lane, (sizes.get(lane) ?? 0) + change);
  }

  return {
    get size() {
      return [...sizes.values()].reduce((sum, one) => sum + one, 0);
    },
    sizeOf: (lane) => sizes.get(lane) ?? 0,
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
          count(item.entry.lane, -1);
          return item;
        }
      }
      return null;
    },
    ready: () =>
      [...waiting.values()].some((sources) =>
        [...sources.values()].some(([first]) => first?.stored === true),
      ),
    find: (key) => keyed.get(key) ?? null,
  };
}
