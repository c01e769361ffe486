import { join } from 'node:path';
import type { Ask, AskKind, AskOption, OptionTone } from '../domain/ask.ts';
import type { Decision, DecisionAnswer, DecisionState } from '../domain/decision.ts';
import { isOpen } from '../domain/decision.ts';
import { fieldsOf } from '../domain/fields.ts';
import type { Fields } from '../domain/fields.ts';
import { parseRunId, parseSessionId } from '../domain/ids.ts';
import type { DecisionId } from '../domain/ids.ts';
import { openDocument } from './document.ts';
import type { DocumentOptions } from './document.ts';

/** The book of decisions: `decisions.json`. Every change is read, made and written in one piece. */
export interface DecisionsStore {
  all(): Promise<readonly Decision[]>;
  get(id: DecisionId): Promise<Decision | null>;
  insert(decision: Decision): Promise<void>;
  /** Null from `change` leaves it as it is, and is what the caller gets. */
  update(id: DecisionId, change: (current: Decision) => Decision | null): Promise<Decision | null>;
}

interface Book {
  readonly decisions: readonly Decision[];
}

/** Closed decisions are kept so that late taps are told what was recorded. Each change writes all of them anew. */
const closedKept = 100;
/** Characters of what they asked: a hundred files that an agent wrote would make every tap slow. */
const askedKept = 1_000_000;

export function createDecisionsStore(options: {
  readonly home: string;
  readonly onQuarantine: NonNullable<DocumentOptions<Book>['onQuarantine']>;
}): DecisionsStore {
  const document = openDocument<Book>({
    path: join(options.home, 'decisions.json'),
    parse: parseBook,
    empty: () => ({ decisions: [] }),
    serialize: (book) => ({ version: 1, ...book }),
    onQuarantine: options.onQuarantine,
  });

  return {
    all: async () => (await document.read()).decisions,
    get: async (id) => (await document.read()).decisions.find((one) => one.id === id) ?? null,
    async insert(decision) {
      await document.update((book) => ({ decisions: trimmed([...book.decisions, decision]) }));
    },
    async update(id, change) {
      let changed: Decision | null = null;
      await document.update((book) => {
        changed = null;
        const current = book.decisions.find((one) => one.id === id);
        changed = current === undefined ? null : change(current);
        const next = changed;
        return next === null
          ? null
          : { decisions: book.decisions.map((one) => (one.id === id ? next : one)) };
      });
      return changed;
    },
  };
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

function parseBook(value: unknown): Book {
  return {
    decisions: fieldsOf(value).parsed(
      'decisions',
      (given) => listOf(given, parseDecision),
      'a list',
    ),
  };
}

function parseDecision(value: unknown): Decision {
  const fields = fieldsOf(value, 'decision');
  const ask = askOf(child(fields, 'ask'));
  return {
    id: fields.text('id') as DecisionId,
    sessionId: fields.parsed('sessionId', parseSessionId, 'a UUID'),
    runId: fields.parsed('runId', parseRunId, 'a UUID'),
    pane: paneOf(child(fields, 'pane')),
    agent: fields.text('agent'),
    ask,
    about: fields.textOr('about', null),
    // Older records have no such field: their prompts were all read from the screen.
    shown: 'shown' in fields.object ? fields.textOr('shown', null) : ask.fingerprint,
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
