import { UserError } from '../errors.ts';
import { parseRunId } from '../domain/ids.ts';
import type { SessionId } from '../domain/ids.ts';
import { isLive } from '../domain/session.ts';
import type { PaneBinding, Session } from '../domain/session.ts';
import type { Ancestry } from './ancestry.ts';
import type { Engine } from './engine.ts';
import { refOf, samePane } from './launch.ts';
import type { ProcessRow } from './native.ts';
import { createOwners } from './owners.ts';
import { isPanesAgent } from './pane-agent.ts';
import type { Reports } from './reports.ts';
import type { RunKeys } from './run-keys.ts';

/** Where agents' events come in. Whoever cannot prove to be a session's own agent hears nothing. */
export interface HookDoor {
  /** What the hook prints; `{}` is nothing. Rejects with one and the same refusal, whatever is wrong. */
  knock(caller: Caller, event: unknown, gone: AbortSignal): Promise<unknown>;
  /** Counts an event that was too large to be read. */
  tooLarge(): object;
  readonly counts: DoorCounts;
  /** Whoever waits is told nothing, so that the agents' dialogs simply stay. */
  close(): void;
}

export interface DoorCounts {
  readonly taken: number;
  readonly refused: number;
  readonly tooLarge: number;
}

/** What a hook says of itself, unproven. */
export interface Caller {
  readonly agent: string;
  readonly run: string;
  readonly key: string;
  /** `$TMUX` and `$TMUX_PANE` of the agent. */
  readonly tmux: string;
  readonly pane: string;
  /** Who started the hook. */
  readonly parent: number;
  /** It stays for an answer. */
  readonly waits: boolean;
}

export interface DoorDeps {
  readonly engine: Engine;
  readonly keys: RunKeys | null;
  readonly reports: Reports;
  readonly ancestry: Ancestry;
}

export function createHookDoor({ engine, keys, reports, ancestry }: DoorDeps): HookDoor {
  const { log } = engine;
  const counts = { taken: 0, refused: 0, tooLarge: 0 };
  /** The first process of each session's pane, as it was when tmux was asked. While that very process lives, it still is. */
  const roots = new Map<
    SessionId,
    { readonly pane: PaneBinding | null; readonly row: ProcessRow }
  >();
  const owners = createOwners((argv) => engine.agents.ownerOf(argv));
  const waiting = new Set<(nothing: object) => void>();
  let closed = false;

  async function prove(caller: Caller): Promise<Session> {
    const session = await find(caller);
    if (session === null) throw refusal('no such run or key');
    if (!isLive(session) || session.agent !== caller.agent)
      throw refusal('not this session’s agent');
    if (!(await isItsAgent(session, caller))) throw refusal('not started by the pane’s own agent');
    return session;
  }

  async function find(caller: Caller): Promise<Session | null> {
    const run = parseRunId(caller.run);
    if (run === null) return byPane(caller);
    const id = keys?.owner(run, caller.key) ?? null;
    if (id === null) return null;
    const session = await settled(id);
    return session.runId === run ? session : null;
  }

  /** An agent is quick to tell of its start: the record gets its pane while the session is still held. */
  async function settled(id: SessionId): Promise<Session> {
    const session = await engine.books.get(id);
    if (session.pane !== null) return session;
    return engine.books.exclusive(id, () => engine.books.get(id));
  }

  /** Of an agent that was not started by us. Nobody else has a pane of this id on this very server. */
  async function byPane({ tmux, pane }: Caller): Promise<Session | null> {
    const server = Number(/,(\d+),\d+$/.exec(tmux)?.[1]);
    const all = await engine.books.all();
    const found = all.find(
      (one) => isLive(one) && one.pane?.pane === pane && one.pane.serverPid === server,
    );
    return found ?? null;
  }

  async function isItsAgent(session: Session, caller: Caller): Promise<boolean> {
    const chain = await ancestry(caller.parent);
    const root = knownRoot(session, chain) ?? (await rootOf(session, chain));
    if (root === null) return false;
    if (!(await isPanesAgent(chain, root.pid, caller.agent, owners))) return false;
    roots.set(session.id, { pane: session.pane, row: root });
    return true;
  }

  function knownRoot(session: Session, chain: readonly ProcessRow[]): ProcessRow | null {
    const known = roots.get(session.id);
    if (known === undefined || !samePane(known.pane, session.pane)) return null;
    const { pid, startMark } = known.row;
    return chain.find((row) => row.pid === pid && row.startMark === startMark) ?? null;
  }

  async function rootOf(
    session: Session,
    chain: readonly ProcessRow[],
  ): Promise<ProcessRow | null> {
    if (session.pane === null) return null;
    const pane = await engine.tmux.inspect(refOf(session.pane));
    if (pane.kind !== 'yes' || pane.value.dead) return null;
    return chain.find((row) => row.pid === pane.value.pid) ?? null;
  }

  async function answer(caller: Caller, event: unknown, gone: AbortSignal): Promise<unknown> {
    const session = await prove(caller);
    if (closed) return {};
    counts.taken += 1;
    if (caller.waits) return wait(reports.take(session, event, gone));
    // Nobody stays to hear the end of it, so nobody is kept waiting for it.
    const left = new AbortController();
    reports.take(session, event, left.signal).catch((error: unknown) => {
      log.error({ session: session.id, err: error }, 'an event could not be handled');
    });
    left.abort();
    return {};
  }

  function wait(answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      waiting.add(resolve);
      void answer.then(resolve, reject).finally(() => waiting.delete(resolve));
    });
  }

  return {
    counts,
    async knock(caller, event, gone) {
      try {
        return await answer(caller, event, gone);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        counts.refused += 1;
        log.debug({ agent: caller.agent, why: error.message }, 'an event was refused');
        throw refusal('refused');
      }
    },
    tooLarge() {
      counts.tooLarge += 1;
      log.warn({ count: counts.tooLarge }, 'an event was too large to be read');
      return {};
    },
    close() {
      closed = true;
      for (const resolve of waiting) resolve({});
    },
  };
}

function refusal(why: string): UserError {
  return new UserError('refused', why);
}
