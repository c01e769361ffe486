import { inspect } from 'node:util';
import type { Clock } from '../clock.ts';
import { sessionNotFound, tmuxUnavailable, UserError } from '../errors.ts';
import type { Choice, Key } from '../domain/ask.ts';
import type { Decision } from '../domain/decision.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { AnswerOutcome, SendOutcome } from '../domain/outcomes.ts';
import { resolveSession } from '../domain/resolve.ts';
import { isLive } from '../domain/session.ts';
import type { Lifecycle, Session } from '../domain/session.ts';
import type { DecisionsStore } from '../store/decisions-store.ts';
import type { SessionsStore, UnreadableRecord } from '../store/sessions-store.ts';
import type { Captured, TailResult, Tmux, TmuxEvent, Typed } from '../tmux/tmux.ts';
import { createActivity } from './activity.ts';
import type { Activity } from './activity.ts';
import { createAncestry } from './ancestry.ts';
import { adopt, discover } from './adopt.ts';
import type { Discovery } from './adopt.ts';
import type { Announcer, Notice } from './announcer.ts';
import { createBooks, moved } from './books.ts';
import { create, markErrored } from './create.ts';
import type { CreateRequest } from './create.ts';
import { createDesk } from './desk.ts';
import type { Desk } from './desk.ts';
import type { Actor, AgentRegistry, Engine, EngineLog } from './engine.ts';
import { createExclusive } from './exclusive.ts';
import { createHookDoor } from './hook-door.ts';
import type { HookDoor } from './hook-door.ts';
import { createHeard } from './heard.ts';
import { createKin } from './kin.ts';
import { installedAgents, refOf } from './launch.ts';
import { createLookout } from './lookout.ts';
import type { NativeProcesses } from './native.ts';
import type { PadPress } from './keypad.ts';
import { createOwnStatuses } from './own-status.ts';
import { pause } from './pause.ts';
import { reconcile } from './reconcile.ts';
import type { ReconcileReport } from './reconcile.ts';
import { createReports } from './reports.ts';
import type { Reports } from './reports.ts';
import { resume } from './resume.ts';
import type { Resumed } from './resume.ts';
import { archive, assess, decommission, unarchive } from './retire.ts';
import { createRunFiles } from './run-files.ts';
import { stop } from './stop.ts';
import { createTroubles } from './troubles.ts';
import type { Troubles } from './troubles.ts';
import { send } from './typist.ts';
import { createWatcher } from './watcher.ts';
import type { Live } from './watcher.ts';
import type { Assessment, Workspaces } from './workspaces.ts';

export interface SessionsDeps {
  readonly dataDir: string;
  readonly tmux: Tmux;
  readonly store: SessionsStore;
  readonly decisions: DecisionsStore;
  readonly workspaces: Workspaces;
  readonly natives: NativeProcesses;
  readonly agents: AgentRegistry;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly autoResume: boolean;
  /** The daemon's socket, where the hooks of agents knock. Absent: agents start without hooks. */
  readonly socket?: string;
  /** In place of the desk, for tests of what comes before it. */
  readonly reports?: Reports;
  /** An agent that works and shows nothing new for so long is stuck; null or absent: nobody wants to know. */
  readonly stuckAfterMs?: number | null;
  /** When the daemon was last known to run (milliseconds since the epoch). */
  readonly lastAliveAt?: number | null;
}

export interface SessionsView {
  readonly sessions: readonly Session[];
  readonly unreadable: readonly UnreadableRecord[];
}

/** The only authority that makes, follows and ends sessions. Everything else is a thin way in. */
export interface Sessions {
  readonly dataDir: string;
  readonly tmux: Tmux;
  readonly desk: Desk;
  readonly hookDoor: HookDoor;
  readonly reports: Reports;
  readonly troubles: Troubles;
  /** Only the folder can be shown; the rest is alive. */
  toJSON(): { readonly dataDir: string };
  [inspect.custom](): string;
  /** Reconciles the books with what runs, then watches. */
  start(): Promise<ReconcileReport>;
  stop(): Promise<void>;
  /** Every few seconds: what nothing tells of by itself. */
  round(): Promise<void>;

  create(request: CreateRequest): Promise<Session>;
  get(id: SessionId): Promise<Session>;
  /** By id, name or a unique prefix of either; archived ones too. */
  resolve(text: string): Promise<Session>;
  /** Never fails: what cannot be read now is served as last known. */
  list(): Promise<SessionsView>;
  live(id: SessionId): Live | undefined;
  /** Is somebody's terminal attached to it? What is not known counts as no. */
  attended(id: SessionId): Promise<boolean>;
  activity(id: SessionId): Promise<Activity>;

  send(id: SessionId, text: string, actor: Actor): Promise<SendOutcome>;
  keys(id: SessionId, keys: readonly Key[], actor: Actor): Promise<Typed>;
  interrupt(id: SessionId, actor: Actor): Promise<Typed>;
  answer(id: SessionId, decision: DecisionId, choice: Choice, actor: Actor): Promise<AnswerOutcome>;
  /** One key for a prompt that cannot be read. */
  pressKey(
    id: SessionId,
    decision: DecisionId,
    press: PadPress,
    actor: Actor,
  ): Promise<AnswerOutcome>;
  pending(): Promise<readonly Decision[]>;
  screen(id: SessionId): Promise<Captured>;
  tail(id: SessionId, lines: number): Promise<TailResult>;

  stopSession(id: SessionId, actor: Actor): Promise<Session>;
  resume(id: SessionId, actor: Actor): Promise<Resumed>;
  pause(id: SessionId, note?: string): Promise<Session>;
  archive(id: SessionId): Promise<Session>;
  assess(id: SessionId): Promise<Assessment>;
  decommission(id: SessionId, actor: Actor, confirmed?: string): Promise<Session>;
  markErrored(id: SessionId, message: string): Promise<Session>;
  setWorkspace(id: SessionId, path: string, lifecycle: Lifecycle): Promise<Session>;

  discover(): Promise<Discovery>;
  adopt(target: string): Promise<Session>;
  reconcile(): Promise<ReconcileReport>;
  /** Agents that can be started on this machine. */
  installed(): Promise<readonly { readonly id: string; readonly title: string }[]>;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const books = createBooks(deps.store, createExclusive());
  const { dataDir: home, socket, env, log } = deps;
  const runFiles = socket === undefined ? null : createRunFiles({ home, socket, env, log });
  const engine: Engine = {
    ...deps,
    books,
    kin: createKin({ platform: process.platform, clock: deps.clock }),
    lost: new Map(),
    ...(runFiles === null ? {} : { runFiles }),
    announcer: { announce },
    own: createOwnStatuses(deps.env),
    heard: createHeard(() => deps.clock.monotonic()),
  };
  const desk = createDesk(engine, deps.decisions);
  const troubles = createTroubles(engine);
  const lookout = createLookout(engine, troubles, { stuckAfterMs: deps.stuckAfterMs ?? null });
  const watcher = createWatcher(engine, desk, lookout);
  const reports = createReports(engine, desk);
  const hookDoor = createHookDoor({
    engine,
    keys: runFiles?.keys ?? null,
    reports: deps.reports ?? reports,
    ancestry: createAncestry(process.platform),
  });
  const activity = createActivity(engine);
  let again: Promise<unknown> = Promise.resolve();

  /** Whoever tells of a turn that ended with an error: the error is a trouble, and told as one. */
  async function announce(notice: Notice): Promise<void> {
    if (notice.kind === 'turn_finished' && notice.problem) {
      await lookout.failed(notice.session.id, notice.problem);
    }
    await deps.announcer.announce(notice);
  }

  /** The first one since the start: until it succeeds nobody knows what runs. */
  let boot = true;
  let putOff = false;

  async function reconcileNow(): Promise<ReconcileReport> {
    const report = await reconcile(
      { engine, desk, watcher, natives: deps.natives },
      { autoResume: deps.autoResume, boot, lastAliveAt: deps.lastAliveAt ?? null },
    );
    putOff = report.aborted !== null;
    if (!putOff) boot = false;
    return report;
  }

  /** What tmux says about itself is only ever a reason to look. */
  function onTmuxChange(event: TmuxEvent): void {
    const look = event.kind === 'server_found' || (event.kind === 'server_lost' && event.proven);
    if (!look) return;
    again = again
      .then(() => reconcileNow())
      .catch((error: unknown) => deps.log.error({ err: error }, 'reconcile failed'));
  }

  async function watched(session: Session): Promise<Session> {
    await watcher.attach(session);
    return books.get(session.id);
  }

  async function over(session: Session): Promise<void> {
    await watcher.detach(session.id);
    if (session.runId !== null) await runFiles?.clear(session.runId);
  }

  async function archived(id: SessionId): Promise<Session | null> {
    return (await deps.store.getArchived(id)) ?? null;
  }

  return {
    dataDir: deps.dataDir,
    tmux: deps.tmux,
    desk,
    hookDoor,
    reports,
    troubles,
    toJSON: () => ({ dataDir: deps.dataDir }),
    [inspect.custom]: () => `Sessions { dataDir: '${deps.dataDir}' }`,

    async start() {
      watcher.start(onTmuxChange);
      const report = await reconcileNow();
      const living = (await books.all()).filter(isLive).map((one) => String(one.runId));
      await runFiles?.sweep(new Set(living));
      await desk.recover();
      await troubles.catchUp();
      return report;
    },
    async stop() {
      watcher.stop();
      engine.own.stop();
      desk.stop();
      await again;
    },
    async round() {
      // tmux did not answer, and it may not tell when it does.
      if (putOff) await reconcileNow();
      await lookout.round();
    },

    async create(request) {
      const session = await create(engine, request);
      await deps.announcer.announce({ kind: 'session_created', session });
      return watched(session);
    },
    get: (id) => books.get(id),
    async resolve(text) {
      const { sessions } = await deps.store.list();
      const put = (await deps.store.listArchived()).sessions;
      const found = resolveSession([...sessions, ...put], text);
      if (found.kind === 'found') return found.session;
      if (found.kind === 'none') throw sessionNotFound(text);
      throw new UserError(
        'ambiguous',
        `ambiguous session id "${text}": ${found.candidates.length} matches`,
        {
          hint: `It may be ${found.candidates.map((one) => one.name).join(', ')}.`,
          candidates: found.candidates.map(({ id, name, project }) => ({ id, name, project })),
        },
      );
    },
    async list() {
      const { sessions, unreadable } = await deps.store.list();
      return {
        unreadable,
        sessions: sessions.map((session) => {
          const live = isLive(session) ? watcher.live(session.id) : undefined;
          return live === undefined || live.attention === 'exited'
            ? session
            : { ...session, attention: live.attention, activity: live.activity };
        }),
      };
    },
    live: (id) => watcher.live(id),
    async attended(id) {
      const { pane } = await books.get(id);
      if (pane === null) return false;
      const found = await deps.tmux.inspect(refOf(pane));
      return found.kind === 'yes' && found.value.attached;
    },
    activity: async (id) => activity(await books.get(id)),

    send: (id, text) => send(engine, id, text),
    async keys(id, keys) {
      const session = await books.get(id);
      if (session.pane === null) return { kind: 'refused', why: 'gone' };
      const ref = refOf(session.pane);
      return books.exclusive(id, () => deps.tmux.keys(ref, keys));
    },
    async interrupt(id, actor) {
      const session = await books.get(id);
      const agent = deps.agents.byId(session.agent);
      deps.log.info({ session: id, actor }, 'interrupt');
      return this.keys(id, agent?.typing.interrupt ?? [{ name: 'Escape' }], actor);
    },
    async answer(id, decision, choice, actor) {
      await books.get(id);
      const found = await desk.get(decision);
      if (found === null || found.sessionId !== id) {
        return { kind: 'not_found', detail: 'This session has no such decision.' };
      }
      return desk.answer(decision, choice, actor);
    },
    async pressKey(id, decision, press, actor) {
      const found = await desk.get(decision);
      if (found === null || found.sessionId !== id) {
        return { kind: 'not_found', detail: 'This session has no such decision.' };
      }
      return desk.key(decision, press, actor);
    },
    pending: () => desk.open(),
    async screen(id) {
      const session = await books.get(id);
      return session.pane === null ? { kind: 'gone' } : deps.tmux.capture(refOf(session.pane));
    },
    async tail(id, lines) {
      const session = await books.get(id);
      if (session.pane === null) return { kind: 'gone' };
      const tail = await deps.tmux.tail(refOf(session.pane), lines);
      if (tail.kind === 'unknown') throw tmuxUnavailable(tail.why);
      return tail;
    },

    async stopSession(id, actor) {
      const session = await stop(engine, id, actor);
      await over(session);
      await desk.expire(id, 'the session was stopped');
      await deps.announcer.announce({ kind: 'session_changed', session });
      return session;
    },
    async resume(id, actor) {
      const put = await archived(id);
      if (put !== null) await unarchive(engine, put);
      const session = await resume(engine, id, actor);
      await deps.announcer.announce({ kind: 'session_changed', session });
      return { ...(await watched(session)), conversation: session.conversation };
    },
    async pause(id, note) {
      const session = await pause(engine, id, note);
      await deps.announcer.announce({ kind: 'session_changed', session });
      return session;
    },
    async archive(id) {
      const session = await archive(engine, id);
      await watcher.detach(id);
      await deps.announcer.announce({ kind: 'session_removed', session });
      return session;
    },
    assess: async (id) => assess(engine, (await archived(id)) ?? (await books.get(id))),
    async decommission(id, actor, confirmed) {
      const put = await archived(id);
      if (put !== null) await unarchive(engine, put);
      const session = await decommission(engine, id, actor, confirmed);
      await over(session);
      await desk.expire(id, 'the session was decommissioned');
      await deps.announcer.announce({ kind: 'session_removed', session });
      return session;
    },
    markErrored: (id, message) => markErrored(engine, id, message),
    setWorkspace: (id, path, lifecycle) =>
      books.update(id, (session) => ({
        ...moved(session, lifecycle),
        workdir: path,
        workspace: {
          kind: 'given',
          repoPath: null,
          repoUrl: null,
          branch: null,
          branchOwned: false,
          ...session.workspace,
          path,
          // Whatever was set from outside was not made by us, and so is never ours to delete.
          owned: session.workspace?.path === path && session.workspace.owned,
        },
      })),

    discover: () => discover(engine, deps.natives),
    async adopt(target) {
      const session = await adopt(engine, deps.natives, target);
      await deps.announcer.announce({ kind: 'session_created', session });
      return watched(session);
    },
    reconcile: () => reconcileNow(),
    installed: async () => (await installedAgents(engine)).map(({ id, title }) => ({ id, title })),
  };
}
