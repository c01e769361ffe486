import type { Agent } from '../agents/agent.ts';
import type { Clock } from '../clock.ts';
import type { Session } from '../domain/session.ts';
import type { SessionsStore } from '../store/sessions-store.ts';
import type { Tmux } from '../tmux/tmux.ts';
import type { Announcer } from './announcer.ts';
import type { Books } from './books.ts';
import type { RunFiles } from './run-files.ts';
import type { Heard } from './heard.ts';
import type { Kin } from './kin.ts';
import type { OwnStatuses } from './own-status.ts';
import type { Workspaces } from './workspaces.ts';

/** What every verb of the engine works with. */
export interface Engine {
  readonly dataDir: string;
  readonly tmux: Tmux;
  readonly store: SessionsStore;
  readonly books: Books;
  readonly workspaces: Workspaces;
  readonly agents: AgentRegistry;
  readonly announcer: Announcer;
  /** Absent: agents start without hooks. */
  readonly runFiles?: RunFiles;
  readonly kin: Kin;
  /** Sessions that ended with their tmux server, by its pid. */
  readonly lost: Map<number, readonly Session[]>;
  /** What agents say of themselves: in files, and by their hooks. */
  readonly own: OwnStatuses;
  readonly heard: Heard;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** The daemon's own environment: where agents are looked for, and the operator's home. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface AgentRegistry {
  readonly all: readonly Agent[];
  readonly defaultId: string;
  /** By id or by an older name. */
  byId(id: string): Agent | undefined;
  /** Whose command line is this? */
  ownerOf(argv: readonly string[]): string | null;
}

export interface EngineLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Who does it: `cli:<user>`, `telegram:<user id>`, `socket`. */
export type Actor = string;

export function stamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
