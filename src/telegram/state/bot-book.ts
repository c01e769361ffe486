import { join } from 'node:path';
import type { Logger } from '../../log.ts';
import { fieldsOf } from '../../domain/fields.ts';
import type { Fields } from '../../domain/fields.ts';
import { openDocument } from '../../store/document.ts';
import type { Document } from '../../store/document.ts';
import { alertSettingsOf, defaultAlerts } from '../alerts.ts';
import type { ChatSettings } from '../command.ts';

/** What the bot knows about people and chats: `bot.json`. `tapmux setup` writes to it too. */
export interface BotBook {
  readonly paired: readonly Paired[];
  readonly pairing: OpenPairing | null;
  readonly groups: readonly Group[];
  /** By user id, for "Allowed by Ada". */
  readonly names: Names;
  readonly settings: Readonly<Record<string, ChatSettings>>;
  /** The session in focus, by place. */
  readonly focus: Names;
  readonly topics: readonly Topic[];
  readonly unreachable: readonly Unreachable[];
  readonly confirmations: readonly Confirmation[];
  readonly shorts: readonly Short[];
  /** Ticked options of open questions, by decision. */
  readonly ticks: Readonly<Record<string, readonly number[]>>;
  /** By place and person: the decision whose reason the next message is. */
  readonly reasons: Names;
  readonly wizards: Readonly<Record<string, StoredWizard>>;
  /** Updates that could not be handled. */
  readonly setAside: readonly SetAside[];
}

type Names = Readonly<Record<string, string>>;

export interface Paired {
  readonly user: number;
  readonly name: string;
  readonly at: string;
}

export interface OpenPairing {
  readonly hash: string;
  readonly expiresAt: number;
}

/** A group the bot was brought into; `enabled` once the operator who brought it said so there. */
export interface Group {
  readonly chat: number;
  readonly title: string;
  readonly by: number;
  readonly forum: boolean;
  readonly enabled: boolean;
}

export interface Topic {
  readonly chat: number;
  readonly topic: number;
  readonly session: string;
  readonly name: string;
  readonly closed: boolean;
}

export interface Unreachable {
  readonly chat: number;
  readonly why: string;
  readonly at: string;
}

export interface Confirmation {
  readonly id: string;
  readonly verb: string;
  readonly sessionId: string;
  readonly state: string;
  readonly actor: string;
  readonly expiresAt: number;
}

export interface Short {
  readonly word: string;
  readonly text: string;
}

export interface StoredWizard {
  readonly name: string;
  readonly version: number;
  /** grammY's own replay state. */
  readonly state: unknown;
}

export interface SetAside {
  readonly update: number;
  readonly why: string;
  readonly at: string;
}

export type BotDocument = Document<BotBook>;

export const emptyBook: BotBook = {
  paired: [],
  pairing: null,
  groups: [],
  names: {},
  settings: {},
  focus: {},
  topics: [],
  unreachable: [],
  confirmations: [],
  shorts: [],
  ticks: {},
  reasons: {},
  wizards: {},
  setAside: [],
};

export function openBotBook(home: string, log?: Pick<Logger, 'warn'>): BotDocument {
  return openDocument<BotBook>({
    path: join(home, 'bot.json'),
    parse: parseBook,
    empty: () => emptyBook,
    serialize: (book) => ({ version: 1, ...book }),
    onQuarantine: (record) => log?.warn({ ...record }, 'bot.json was unreadable and put aside'),
  });
}

function parseBook(value: unknown): BotBook {
  const fields = fieldsOf(value);
  const pairing = fields.child('pairing');
  return {
    paired: list(fields, 'paired', (one) => ({
      user: id(one, 'user'),
      name: one.text('name'),
      at: one.text('at'),
    })),
    pairing:
      pairing === null
        ? null
        : { hash: pairing.text('hash'), expiresAt: pairing.count('expiresAt') },
    groups: list(fields, 'groups', (one) => ({
      chat: id(one, 'chat'),
      title: one.textOr('title', ''),
      by: id(one, 'by'),
      forum: one.flagOr('forum', false),
      enabled: one.flagOr('enabled', false),
    })),
    names: map(fields, 'names', text),
    settings: map(fields, 'settings', settingsOf),
    focus: map(fields, 'focus', text),
    topics: list(fields, 'topics', (one) => ({
      chat: id(one, 'chat'),
      topic: id(one, 'topic'),
      session: one.text('session'),
      name: one.textOr('name', ''),
      closed: one.flagOr('closed', false),
    })),
    unreachable: list(fields, 'unreachable', (one) => ({
      chat: id(one, 'chat'),
      why: one.textOr('why', ''),
      at: one.textOr('at', ''),
    })),
    confirmations: list(fields, 'confirmations', (one) => ({
      id: one.text('id'),
      verb: one.text('verb'),
      sessionId: one.text('sessionId'),
      state: one.text('state'),
      actor: one.text('actor'),
      expiresAt: one.count('expiresAt'),
    })),
    shorts: list(fields, 'shorts', (one) => ({ word: one.text('word'), text: one.text('text') })),
    ticks: map(fields, 'ticks', (given) =>
      Array.isArray(given) ? given.filter((one): one is number => Number.isInteger(one)) : null,
    ),
    reasons: map(fields, 'reasons', text),
    wizards: map(fields, 'wizards', (given) => {
      const one = fieldsOf(given, 'wizards');
      return { name: one.text('name'), version: one.count('version'), state: one.object['state'] };
    }),
    setAside: list(fields, 'setAside', (one) => ({
      update: one.count('update'),
      why: one.textOr('why', ''),
      at: one.textOr('at', ''),
    })),
  };
}

export const defaultSettings: ChatSettings = { alerts: defaultAlerts, sessions: {} };

function settingsOf(given: unknown): ChatSettings {
  return alertSettingsOf(fieldsOf(given, 'settings'));
}

function text(given: unknown): string | null {
  return typeof given === 'string' ? given : null;
}

/** Chats of groups have negative ids. */
function id(fields: Fields, name: string): number {
  return fields.parsed(
    name,
    (given) => (typeof given === 'number' && Number.isSafeInteger(given) ? given : null),
    'an id',
  );
}

function list<T>(fields: Fields, name: string, parse: (one: Fields) => T): readonly T[] {
  if (!fields.has(name)) return [];
  return fields.parsed(
    name,
    (given) =>
      Array.isArray(given) ? given.map((one: unknown) => parse(fieldsOf(one, name))) : null,
    'a list',
  );
}

function map<T>(
  fields: Fields,
  name: string,
  parse: (given: unknown) => T | null,
): Readonly<Record<string, T>> {
  const child = fields.child(name);
  if (child === null) return {};
  return Object.fromEntries(
    Object.keys(child.object).map((key) => [key, child.parsed(key, parse, 'of this form')]),
  );
}
