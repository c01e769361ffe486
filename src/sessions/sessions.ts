import { inspect } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Choice } from '../domain/ask.ts';
import type { Decision } from '../domain/decision.ts';
import type { DecisionId, SessionId } from '../domain/ids.ts';
import type { AnswerOutcome, SendOutcome } from '../domain/outcomes.ts';
import { isLive } from '../domain/session.ts';
import type { DecisionsStore } from '../store/decisions-store.ts';
import type { SessionsStore } from '../store/sessions-store.ts';
import type { Tmux } from '../tmux/tmux.ts';
import { createActivity } from './activity.ts';
import type { Activity } from './activity.ts';
import { createAncestry } from './ancestry.ts';
import { discover } from './adopt.ts';
import type { Discovery } from './adopt.ts';
import type { Announcer } from './announcer.ts';
import { createBooks } from './books.ts';
import { createDesk } from './desk.ts';
import type { Desk } from './desk.ts';
import type { Actor, AgentRegistry, Engine, EngineLog } from './engine.ts';
import { createExclusive } from './exclusive.ts';
import { createHookDoor } from './hook-door.ts';
import type { HookDoor } from './hook-door.ts';
import { createHeard } from './heard.ts';
import { createKin } from './kin.ts';
import { wantsHooks } from './hooks-wanted.ts';
import { installedAgents } from './launch.ts';
import { createLife } from './life.ts';
import type { Life } from './life.ts';
import { createLookout } from './lookout.ts';
import type { NativeProcesses } from './native.ts';
import type { PadPress } from './keypad.ts';
import { createOwnStatuses } from './own-status.ts';
import type { ReconcileReport } from './reconcile.ts';
import { createReconciler } from './reconciler.ts';
import { createReports } from './reports.ts';
import type { Reports } from './reports.ts';
import { createRoster } from './roster.ts';
import type { Roster } from './roster.ts';
import { createRunFiles } from './run-files.ts';
import { createTerminals } from './terminals.ts';
import type { Terminals } from './terminals.ts';
import { createTroubles } from './troubles.ts';
import type { Troubles } from './troubles.ts';
import { send } from './typist.ts';
import { createWatcher } from './watcher.ts';
import type { Workspaces } from './workspaces.ts';

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

/** The only authority that makes, follows and ends sessions. Everything else is a thin way in. */
export interface Sessions extends Roster, Terminals, Life {
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

  activity(id: SessionId): Promise<Activity>;
  send(id: SessionId, text: string, actor: Actor): Promise<SendOutcome>;
  pending(): Promise<readonly Decision[]>;
  answer(id: SessionId, decision: DecisionId, choice: Choice, actor: Actor): Promise<AnswerOutcome>;
  /** One key for a prompt that cannot be read. */
  pressKey(
    id: SessionId,
    decision: DecisionId,
    press: PadPress,
    actor: Actor,
  ): Promise<AnswerOutcome>;

  discover(): Promise<Discovery>;
  reconcile(): Promise<ReconcileReport>;
  /** Agents that can be started on this machine. */
  installed(): Promise<readonly Installed[]>;
}

export interface Installed {
  readonly id: string;
  readonly title: string;
  /** It would tell more with our hooks in its settings. */
  readonly wantsHooks: boolean;
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
    own: createOwnStatuses(deps.env),
    heard: createHeard(() => deps.clock.monotonic()),
  };
  const desk = createDesk(engine, deps.decisions);
  const troubles = createTroubles(engine);
  const lookout = createLookout(engine, troubles, { stuckAfterMs: deps.stuckAfterMs ?? null });
  const watcher = createWatcher(engine, desk, lookout);
  const reconciler = createReconciler(
    { engine, desk, watcher, natives: deps.natives },
    { autoResume: deps.autoResume, lastAliveAt: deps.lastAliveAt ?? null },
  );
  const reports = createReports(engine, desk, lookout);
  const hookDoor = createHookDoor({
    engine,
    keys: runFiles?.keys ?? null,
    reports: deps.reports ?? reports,
    ancestry: createAncestry(process.platform),
  });
  const activity = createActivity(engine);

  async function isOf(decision: DecisionId, id: SessionId): Promise<boolean> {
    return (await desk.get(decision))?.sessionId === id;
  }

  return {
    ...createRoster(engine, watcher),
    ...createTerminals(engine),
    ...createLife({ engine, desk, watcher, natives: deps.natives }),
    dataDir: deps.dataDir,
    tmux: deps.tmux,
    desk,
    hookDoor,
    reports,
    troubles,
    toJSON: () => ({ dataDir: deps.dataDir }),
    [inspect.custom]: () => `Sessions { dataDir: '${deps.dataDir}' }`,

    async start() {
      watcher.start((event) => reconciler.hear(event));
      const report = await reconciler.now();
      const living = (await books.all()).filter(isLive).map((one) => String(one.runId));
      await runFiles?.sweep(new Set(living));
      await troubles.catchUp();
      return report;
    },
    async stop() {
      watcher.stop();
      engine.own.stop();
      desk.stop();
      await reconciler.idle();
    },
    async round() {
      await reconciler.round();
      await lookout.round();
    },

    activity: async (id) => activity(await books.get(id)),
    send: (id, text) => send(engine, id, text),
    pending: () => desk.open(),
    async answer(id, decision, choice, actor) {
      await books.get(id);
      if (!(await isOf(decision, id))) return notItsOwn;
      return desk.answer(decision, choice, actor);
    },
    async pressKey(id, decision, press, actor) {
      if (!(await isOf(decision, id))) return notItsOwn;
      return desk.key(decision, press, actor);
    },

    discover: () => discover(engine, deps.natives),
    reconcile: () => reconciler.now(),
    installed: async () => {
      const all = await installedAgents(engine);
      return Promise.all(
        all.map(async (agent) => ({
          id: agent.id,
          title: agent.title,
          wantsHooks: await wantsHooks(agent, engine.dataDir, engine.env),
        })),
      );
    },
  };
}

const notItsOwn: AnswerOutcome = {
  kind: 'not_found',
  detail: 'This session has no such decision.',
};
