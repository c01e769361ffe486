import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SessionId } from '../domain/ids.ts';
import type { LeaseState } from '../domain/lease.ts';
import { endsAt, sessionMinutes } from '../domain/lease-time.ts';
import type { BaselineView } from '../domain/lease-view.ts';
import { toSnakeJson } from '../domain/snake-json.ts';
import { messageOf } from '../errors.ts';
import { openDocument } from '../store/document.ts';
import type { Document } from '../store/document.ts';

/**
 * Notes beside the leases: what a lease has cost, whether this machine drives the session, the last
 * view of it. They help whoever looks later, so a failure is a warning and never stops a command.
 */
export interface LeaseNotes {
  cost(when: string, id: SessionId, lease: LeaseState, now: number | null): Promise<void>;
  ready(id: SessionId, lease: LeaseState, now: number): Promise<void>;
  idle(id: SessionId, now: number | null): Promise<void>;
  baseline(id: SessionId, view: BaselineView): Promise<void>;
}

export const idleLeaseSeconds = 15 * 60;
const costLimit = 200;

type Entries = Readonly<Record<string, unknown>>;

export function createLeaseNotes(deps: {
  readonly dir: string;
  readonly warn: (line: string) => void;
}): LeaseNotes {
  const { dir, warn } = deps;

  async function attempt(context: string, job: () => Promise<unknown>): Promise<void> {
    try {
      await job();
    } catch (error) {
      warn(`could not record ${context}: ${messageOf(error)}`);
    }
  }

  const documents = new Map<string, Document<Entries>>();

  function change(name: string, step: (current: Entries) => Entries): Promise<Entries> {
    const document = documents.get(name) ?? open(name);
    documents.set(name, document);
    return document.update(step);
  }

  function open(name: string): Document<Entries> {
    return openDocument({ path: join(dir, name), parse: parseEntries, empty: () => ({}) });
  }

  function presence(id: SessionId, kind: 'ready' | 'idle', now: number | null, until: number) {
    return attempt(`presence (${kind})`, () => {
      if (now === null) throw new Error('the clock cannot be read');
      return change('presence.json', (current) => ({
        machine: hostname(),
        sessions: { ...stillPresent(current.sessions, now), [id]: { kind, at: now, until } },
      }));
    });
  }

  return {
    cost: (when, id, lease, now) =>
      attempt(`cost ${when}`, () => {
        if (now === null) throw new Error('the clock cannot be read');
        const note = toSnakeJson({
          sessionId: lease.sessionId,
          when,
          at: now,
          owner: lease.ownerId,
          minutes: sessionMinutes(lease, now),
          startCount: lease.startCount,
        });
        return change(`${id}.notes.json`, (current) => {
          // Once per lease: the command that noted it first may have been refused after all.
          const others = listOf(current.costs).filter((one) => idOf(one) !== lease.sessionId);
          return { ...current, costs: [...others, note].slice(-costLimit) };
        });
      }),

    ready: (id, lease, now) => presence(id, 'ready', now, endsAt(lease) ?? now),

    idle: (id, now) => presence(id, 'idle', now, (now ?? 0) + idleLeaseSeconds),

    baseline: (id, view) =>
      attempt('baseline', () =>
        change(`${id}.notes.json`, (current) => ({ ...current, baseline: toSnakeJson(view) })),
      ),
  };
}

function stillPresent(value: unknown, now: number): Entries {
  const all = isEntries(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    all.filter(([, one]) => isEntries(one) && typeof one.until === 'number' && one.until > now),
  );
}

function idOf(note: unknown): unknown {
  return isEntries(note) ? note.session_id : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function parseEntries(value: unknown): Entries {
  if (isEntries(value)) return value;
  throw new Error('notes must be an object');
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
