import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../../src/agents/agent.ts';
import type { Clock } from '../../src/clock.ts';
import type { Notice } from '../../src/sessions/announcer.ts';
import type { NativeProcess } from '../../src/sessions/native.ts';
import type { Reports } from '../../src/sessions/reports.ts';
import { createSessions } from '../../src/sessions/sessions.ts';
import type { Sessions } from '../../src/sessions/sessions.ts';
import { createWorkspaces } from '../../src/sessions/workspaces.ts';
import { createDecisionsStore } from '../../src/store/decisions-store.ts';
import type { DecisionsStore } from '../../src/store/decisions-store.ts';
import { createSessionsStore } from '../../src/store/files-sessions.ts';
import type { SessionsStore } from '../../src/store/sessions-store.ts';
import type { Tmux } from '../../src/tmux/tmux.ts';
import { fakeAgent, plainAgent } from './fake-agent.ts';
import { createFakeTmux } from './fake-tmux.ts';
import type { FakePane, FakeTmux } from './fake-tmux.ts';
import { createMemoryLog } from './memory-log.ts';
import type { MemoryLog } from './memory-log.ts';
import { createSkippingClock } from './skipping-clock.ts';
import { tempFolder } from './temp.ts';

export interface TestEngine<T extends Tmux = FakeTmux> {
  readonly sessions: Sessions;
  readonly tmux: T;
  readonly store: SessionsStore;
  readonly decisions: DecisionsStore;
  readonly log: MemoryLog;
  readonly notices: Notice[];
  readonly natives: NativeProcess[];
  readonly home: string;
  /** An existing folder to start sessions in. */
  readonly folder: string;
}

export interface TestEngineOptions<T extends Tmux> {
  readonly tmux?: T;
  readonly home?: string;
  readonly clock?: Clock;
  readonly autoResume?: boolean;
  readonly stuckAfterMs?: number;
  readonly lastAliveAt?: number;
  readonly agents?: readonly Agent[];
  /** In place of the real ones, to make them fail. */
  readonly wrapStore?: (store: SessionsStore) => SessionsStore;
  readonly wrapDecisions?: (store: DecisionsStore) => DecisionsStore;
  readonly start?: boolean;
  /** With one, agents start with their hooks. */
  readonly socket?: string;
  readonly reports?: Reports;
}

/** The engine on real files, with a fake tmux unless another one is given. */
export async function testEngine<T extends Tmux = FakeTmux>(
  options: TestEngineOptions<T> = {},
): Promise<TestEngine<T>> {
  const home = options.home ?? (await tempFolder());
  const folder = join(home, 'code', 'shop');
  await mkdir(folder, { recursive: true });
  const log = createMemoryLog();
  const files = createSessionsStore({ base: join(home, 'sessions'), log });
  const store = options.wrapStore?.(files) ?? files;
  const book = createDecisionsStore({ home, log });
  const decisions = options.wrapDecisions?.(book) ?? book;
  const notices: Notice[] = [];
  const natives: NativeProcess[] = [];
  const agents = options.agents ?? [fakeAgent, plainAgent];
  const tmux = options.tmux ?? (createFakeTmux() as Tmux as T);
  const clock = options.clock ?? createSkippingClock();
  const sessions = createSessions({
    dataDir: home,
    tmux,
    store,
    decisions,
    workspaces: createWorkspaces({ root: join(home, 'workspaces'), clock, log }),
    natives: { list: () => Promise.resolve({ kind: 'ok', processes: natives }) },
    agents: {
      all: agents,
      defaultId: agents[0]?.id ?? '',
      byId: (id) => agents.find((one) => one.id === id || one.aliases.includes(id)),
      ownerOf: (argv) => agents.find((one) => one.owns(argv))?.id ?? null,
    },
    announcer: {
      announce(notice) {
        notices.push(notice);
        return Promise.resolve();
      },
    },
    clock,
    log,
    env: { PATH: process.env['PATH'], HOME: join(home, 'code') },
    autoResume: options.autoResume ?? false,
    ...(options.socket === undefined ? {} : { socket: options.socket }),
    ...(options.reports === undefined ? {} : { reports: options.reports }),
    stuckAfterMs: options.stuckAfterMs ?? null,
    lastAliveAt: options.lastAliveAt ?? null,
  });
  if (options.start !== false) await sessions.start();
  return { sessions, tmux, store, decisions, log, notices, natives, home, folder };
}

/** The fake pane of the session that was made last. */
export function lastPane(engine: TestEngine): FakePane {
  const pane = [...engine.tmux.panes.values()].at(-1);
  if (pane === undefined) throw new Error('there is no pane');
  return pane;
}

/** The daemon dies, something happens, and another daemon starts over the same files. */
export async function reborn(engine: TestEngine, autoResume = false): Promise<TestEngine> {
  await engine.sessions.stop();
  return testEngine({ home: engine.home, tmux: engine.tmux, autoResume, start: false });
}
