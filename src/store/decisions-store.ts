import { join } from 'node:path';
import type { Ask, AskKind, AskOption, OptionTone } from '../domain/ask.ts';
import type { Decision, DecisionAnswer, DecisionState } from '../domain/decision.ts';
import { isOpen } from '../domain/decision.ts';
import { fieldsOf } from '../domain/fields.ts';
import type { Fields } from '../domain/fields.ts';
import { parseRunId, parseSessionId } from '../domain/ids.ts';
import type { DecisionId } from '../domain/ids.ts';
import { diskError } from './failures.ts';
import { openJournal } from './journal.ts';
import type { Journal, JournalLog } from './journal.ts';
import { createQueue } from './queue.ts';

/** The book of decisions: `decisions.jsonl`, a line for each change. */
export interface DecisionsStore {
  all(): Promise<readonly Decision[]>;
  get(id: DecisionId): Promise<Decision | null>;
  insert(decision: Decision): Promise<void>;
  /** Null from `change` leaves it as it is, and is what the caller gets. */
  update(id: DecisionId, change: (current: Decision) => Decision | null): Promise<Decision | null>;
}

type Line =
  | { readonly put: Decision }
  /** What it asks stays as it is, and may be long. */
  | { readonly changed: Omit<Decision, 'ask'> };

/** Closed decisions are kept so that late taps are told what was recorded. */
const closedKept = 100;
/** Characters of what they asked: a hundred files that an agent wrote would fill the memory. */
const askedKept = 1_000_000;

/** One change after the other; what could not be written has not happened. */
export function createDecisionsStore({ home, log }: DecisionsPlace): DecisionsStore {
  const path = join(home, 'decisions.jsonl');
  const changes = createQueue();
  let decisions: readonly Decision[] = [];
  /** With the change that is being written. */
  let ahead = decisions;
  let journal: Promise<Journal<Line>> | null = null;

  /** A book that cannot be read now is tried again by whoever asks next. */
  function open(): Promise<Journal<Line>> {
    journal ??= openBook().catch((error: unknown) => {
      journal = null;
      throw diskError(error, 'read', path);
    });
    return journal;
  }

  async function openBook(): Promise<Journal<Line>> {
    ahead = [];
    const book = await openJournal<Line>({
      path,
      parse: parseLine,
      replay: (line) => void (ahead = applied(ahead, line)),
      snapshot: () => ahead.map((put) => ({ put })),
      log,
    });
    decisions = ahead;
    return book;
  }

  async function write(line: Line): Promise<void> {
    const book = await open();
    ahead = applied(decisions, line);
    await book.append(line).catch((error: unknown) => {
      ahead = decisions;
      throw diskError(error, 'write', path);
    });
    decisions = ahead;
  }

  /** Whoever asks hears of the changes that are on their way, too. */
  const all = () =>
    changes(async () => {
      await open();
      return decisions;
    });

  return {
    all,
    get: async (id) => (await all()).find((one) => one.id === id) ?? null,
    insert: (decision) => changes(() => write({ put: decision })),
    update: (id, change) =>
      changes(async () => {
        await open();
        const current = decisions.find((one) => one.id === id);
        const next = current === undefined ? null : change(current);
        if (next === null) return null;
        const { ask, ...changed } = next;
        await write(ask === current?.ask ? { changed } : { put: next });
        return next;
      }),
  };
}

export interface DecisionsPlace {
  readonly home: string;
  readonly log: JournalLog;
}

function applied(decisions: readonly Decision[], line: Line): readonly Decision[] {
  const id = 'put' in line ? line.put.id : line.changed.id;
  const at = decisions.findIndex((one) => one.id === id);
  const before = decisions[at];
  if ('put' in line) {
    return trimmed(before === undefined ? [...decisions, line.put] : decisions.with(at, line.put));
  }
  // Of one that was let go long ago.
  if (before === undefined) return decisions;
  return trimmed(decisions.with(at, { ...line.changed, ask: before.ask }));
}

/** Open ones always stay; of the closed ones the latest. */
function trimmed(decisions: readonly Decision[]): readonly Decision[] {
  let count = 0;
  let asked = 0;
  const kept = decisions.toReversed().filter((one) => {
    if (isOpen(one)) return true;
    count += 1;
    asked += one.ask.body.length;
    return count === 1 || (count <= closedKept && asked <= askedKept);
  });
  return kept.length === decisions.length ? decisions : kept.toReversed();
}

const states: readonly DecisionState[] = ['open', 'answering', 'answered', 'superseded', 'expired'];
const kinds: readonly AskKind[] = [
  'permission',
  'choice',
  'multi',
  'plan',
  'text',
  'trust',
  'menu',
];
const tones: readonly OptionTone[] = ['allow', 'always', 'deny', 'plain'];

function parseLine(value: unknown): Line | null {
  const line = fieldsOf(value);
  const put = line.child('put');
  if (put !== null) return { put: { ...stateOf(put), ask: askOf(child(put, 'ask')) } };
  const changed = line.child('changed');
  return changed === null ? null : { changed: stateOf(changed) };
}

function stateOf(fields: Fields): Omit<Decision, 'ask'> {
  return {
    id: fields.text('id') as DecisionId,
    sessionId: fields.parsed('sessionId', parseSessionId, 'a UUID'),
    runId: fields.parsed('runId', parseRunId, 'a UUID'),
    pane: paneOf(child(fields, 'pane')),
    agent: fields.text('agent'),
    about: fields.textOr('about', null),
    shown: fields.textOr('shown', null),
    state: fields.word('state', states),
    openedAt: fields.text('openedAt'),
    answer: answerOf(fields.child('answer')),
    closedAt: fields.textOr('closedAt', null),
    note: fields.textOr('note', null),
  };
}

function paneOf(fields: Fields): Decision['pane'] {
  return {
    serverPid: fields.count('serverPid'),
    serverStartedAt: fields.count('serverStartedAt'),
    session: fields.text('session'),
    window: fields.text('window'),
    pane: fields.text('pane'),
  };
}

function askOf(fields: Fields): Ask {
  return {
    kind: fields.word('kind', kinds),
    title: fields.text('title'),
    body: fields.text('body'),
    options: fields.parsed('options', (given) => listOf(given, optionOf), 'a list'),
    ...(fields.flagOr('ownWords', false) ? { ownWords: true } : {}),
    source: fields.word('source', ['hook', 'protocol', 'transcript', 'screen']),
    mayBeCut: fields.flagOr('mayBeCut', true),
    fingerprint: fields.text('fingerprint'),
  };
}

function optionOf(value: unknown): AskOption {
  const fields = fieldsOf(value, 'option');
  return {
    label: fields.text('label'),
    tone: fields.word('tone', tones),
    ...(fields.has('checked') ? { checked: fields.flagOr('checked', false) } : {}),
  };
}

function answerOf(fields: Fields | null): DecisionAnswer | null {
  return fields === null
    ? null
    : { by: fields.text('by'), label: fields.text('label'), at: fields.text('at') };
}

function child(fields: Fields, name: string): Fields {
  const found = fields.child(name);
  return found ?? fieldsOf(null, name);
}

function listOf<T>(value: unknown, parse: (one: unknown) => T): readonly T[] | null {
  return Array.isArray(value) ? value.map((one: unknown) => parse(one)) : null;
}
