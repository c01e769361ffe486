import type { Update } from 'grammy/types';
import type { Clock } from '../../clock.ts';
import { fieldsOf } from '../../domain/fields.ts';
import type { Logger } from '../../log.ts';
import { openJournal } from '../../store/journal.ts';

/**
 * Every update is written down before anything is done about it, and crossed out when it was dealt
 * with: a restart in the middle loses none and does none twice. In `inbox.jsonl`.
 */
export interface Inbox {
  /** Taken before, never finished. */
  readonly found: readonly Taken[];
  take(update: Update): Promise<'new' | 'known'>;
  /** Another attempt at one that was taken; how many there were. */
  retry(id: number): Promise<number>;
  /** True the first time only: for what must not be done twice on behalf of one update. */
  once(id: number, what: string): Promise<boolean>;
  done(id: number): Promise<void>;
  close(): Promise<void>;
}

export interface Taken {
  readonly update: Update;
  readonly tries: number;
}

interface Open {
  update: Update;
  tries: number;
  readonly effects: Set<string>;
}

interface Mark {
  readonly id: number;
  readonly at: number;
}

type Line =
  | { readonly take: Update; readonly at: number }
  | { readonly retry: number }
  | { readonly effect: string; readonly of: number }
  | { readonly done: number }
  | { readonly mark: Mark };

/**
 * After a week of silence Telegram may count from anywhere, so an old mark says nothing. A clock that was
 * set by a day must not make what was done look new.
 */
const markLifeMs = 6 * 24 * 3_600_000;

export async function openInbox(options: {
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
}): Promise<Inbox> {
  const { clock } = options;
  const open = new Map<number, Open>();
  let mark: Mark | null = null;

  function apply(line: Line): void {
    if ('take' in line) {
      const id = line.take.update_id;
      open.set(id, { update: line.take, tries: 1, effects: new Set() });
      if (mark === null || id > mark.id || isOld(mark, line.at)) mark = { id, at: line.at };
      else mark = { ...mark, at: line.at };
    } else if ('retry' in line) {
      const one = open.get(line.retry);
      if (one !== undefined) one.tries += 1;
    } else if ('effect' in line) open.get(line.of)?.effects.add(line.effect);
    else if ('done' in line) open.delete(line.done);
    else mark = line.mark;
  }

  function linesOf(one: Open, at: number): readonly Line[] {
    const of = one.update.update_id;
    return [
      { take: one.update, at },
      ...Array.from({ length: one.tries - 1 }, () => ({ retry: of })),
      ...[...one.effects].map((effect) => ({ effect, of })),
    ];
  }

  const journal = await openJournal<Line>({
    path: options.path,
    parse: parseLine,
    replay: apply,
    snapshot: () => {
      const at = mark?.at ?? 0;
      const rest = [...open.values()].flatMap((one) => linesOf(one, at));
      return mark === null ? rest : [...rest, { mark }];
    },
    log: options.log,
  });
  const found = [...open.values()].map(({ update, tries }) => ({ update, tries }));

  return {
    found,
    async take(update) {
      const id = update.update_id;
      const at = clock.now();
      if (open.has(id)) return 'known';
      if (mark !== null && id <= mark.id && !isOld(mark, at)) return 'known';
      const line = { take: update, at };
      await journal.append(line);
      apply(line);
      return 'new';
    },
    async retry(id) {
      apply({ retry: id });
      await journal.append({ retry: id });
      return open.get(id)?.tries ?? 1;
    },
    async once(id, what) {
      const one = open.get(id);
      if (one === undefined || one.effects.has(what)) return one === undefined;
      one.effects.add(what);
      await journal.append({ effect: what, of: id });
      return true;
    },
    async done(id) {
      if (!open.delete(id)) return;
      await journal.append({ done: id });
    },
    close: () => journal.close(),
  };
}

function isOld(mark: Mark, now: number): boolean {
  return now - mark.at > markLifeMs;
}

function parseLine(value: unknown): Line | null {
  const fields = fieldsOf(value);
  const take = fields.child('take');
  if (take !== null) {
    take.count('update_id');
    return { take: take.object as unknown as Update, at: fields.count('at') };
  }
  if (fields.has('retry')) return { retry: fields.count('retry') };
  if (fields.has('effect')) return { effect: fields.text('effect'), of: fields.count('of') };
  if (fields.has('done')) return { done: fields.count('done') };
  const mark = fields.child('mark');
  return mark === null ? null : { mark: { id: mark.count('id'), at: mark.count('at') } };
}
