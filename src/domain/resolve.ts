import { prefix } from './names.ts';
import type { Lifecycle, Session } from './session.ts';

/** What is needed to name a session; records and their JSON form both have it. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly lifecycle: Lifecycle;
}

export type Resolution<S> =
  | { readonly kind: 'found'; readonly session: S }
  /** `text` as it was given. */
  | { readonly kind: 'none'; readonly text: string }
  | { readonly kind: 'ambiguous'; readonly text: string; readonly candidates: readonly S[] };

/**
 * The session that an operator means: the exact id, else the exact name (with or without `tap-`),
 * else the only one whose id or name begins so. Phones capitalise and add spaces; neither matters.
 */
export function resolveSession<S extends Named>(
  sessions: readonly S[],
  text: string,
): Resolution<S> {
  const wanted = plain(text);
  if (wanted === '') return { kind: 'none', text };
  const begins = (word: string) => word.startsWith(wanted);
  const steps: readonly ((session: S) => boolean)[] = [
    (session) => plain(session.id) === wanted,
    (session) => plain(session.name) === wanted,
    (session) => shortName(session) === wanted,
    (session) => [plain(session.id), plain(session.name), shortName(session)].some(begins),
  ];
  for (const step of steps) {
    const candidates = standing(sessions.filter(step));
    const [first] = candidates;
    if (first === undefined) continue;
    if (candidates.length === 1) return { kind: 'found', session: first };
    return { kind: 'ambiguous', text, candidates };
  }
  return { kind: 'none', text };
}

/** Each session once. A decommissioned one has given up its name and yields to those that have not. */
function standing<S extends Named>(matches: readonly S[]): readonly S[] {
  const once = [...new Map(matches.map((one) => [one.id, one])).values()];
  const others = once.filter((one) => one.lifecycle !== 'decommissioned');
  return others.length > 0 ? others : once;
}

/** The sentence for an ambiguous text; the candidates go with it as buttons or lines. */
export function ambiguousMessage(text: string, candidates: readonly unknown[]): string {
  return `ambiguous session id "${text}": ${candidates.length} matches`;
}

/**
 * Sessions that somebody is at work in for this issue. Stopped and errored ones have no runtime, put
 * away ones no claim: none of them is in the way of a new start.
 */
export function findByIssue<S extends Pick<Session, 'lifecycle' | 'attention' | 'correlation'>>(
  sessions: readonly S[],
  issueId: string,
): readonly S[] {
  return sessions.filter((one) => one.correlation.issueId === issueId && isAtWork(one));
}

function isAtWork(session: Pick<Session, 'lifecycle' | 'attention'>): boolean {
  switch (session.lifecycle) {
    case 'provisioning':
    case 'starting':
    case 'active':
    case 'detached':
    case 'paused':
      return session.attention !== 'exited';
    case 'stopped':
    case 'errored':
    case 'archived':
    case 'decommissioned':
      return false;
  }
}

function plain(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

function shortName(session: Named): string {
  const name = plain(session.name);
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
