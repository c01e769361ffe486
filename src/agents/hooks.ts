import type { Choice } from '../domain/ask.ts';
import type { Report } from '../domain/report.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** How an agent lets others hear of what it does while it runs. */
export interface AgentHooks {
  /** What a start needs so that the agent's events reach the relay. The operator's own settings stay as they are. */
  wire(relay: Relay, version: string | null): Wiring;
  /** `wire` depends on the installed version; without this it is not asked for, and null. */
  readonly versioned?: true;
  /** An event as it came in, from anybody. What is not known or not understood is no report. */
  parse(event: unknown): readonly Report[];
  /**
   * What the waiting hook is told for this choice; null: this choice takes keys.
   * Absent: a hook of this agent that waits would hide its dialog, so that hooks only report.
   */
  reply?(event: unknown, choice: Choice): unknown;
  /** For sessions that were started without us. */
  readonly install?: HookInstall;
}

export interface Relay {
  /** The program that an agent runs for an event: `<command> <agent>`, with ` wait` behind it for an answer. */
  readonly command: string;
  /** A folder for the files of this run alone. */
  readonly folder: string;
  /** The daemon's socket, for a plugin that speaks to it without the relay. */
  readonly socket: string;
  /** What the agent will run in; our own, where it is not said. */
  readonly env?: Env;
}

export interface Wiring {
  /** Before the arguments that the operator gave. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Written into the relay's folder before the start, for nobody else to read. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** Our hooks in the operator's own settings, only ever on their word. */
export interface HookInstall {
  file(env: Env): string;
  /** The settings with our hooks in them, once. Throws when it cannot read what is there. */
  add(text: string | null, command: string, version: string | null): string;
  /** The settings without our hooks, all else as it was. Null: the file was ours alone, and goes. */
  remove(text: string): string | null;
  /** What somebody should know who installs it here, in one sentence. */
  advice?(env: Env): string | null;
}

/** A file in which each process of an agent keeps what it is doing. */
export interface OwnStatus {
  folder(env: Env): string;
  /** null: not such a file, or torn. */
  parse(name: string, text: string): OwnWord | null;
}

export interface OwnWord {
  readonly pid: number;
  /** The start time of that process as the kernel counts it: a file may outlive its process. */
  readonly procStart: string | null;
  readonly state: 'working' | 'idle' | 'asking' | 'unknown';
  readonly conversation: string | null;
  /** tmux's id of its pane, where it says so. */
  readonly pane: string | null;
}
