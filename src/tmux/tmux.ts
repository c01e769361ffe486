import type { Key } from '../domain/ask.ts';
import type { RunId } from '../domain/ids.ts';
import type { Screen } from '../domain/screen.ts';

/**
 * The seam to tmux. Every answer has three forms: yes, no, and "unknown", which is never read as no.
 * Panes are named by their id together with the identity of the server that gave it: ids start
 * again at %0 when a server does.
 */
export interface Tmux {
  /** Connects. Rejects with a UserError when tmux is missing or too old; a server need not run yet. */
  start(): Promise<void>;
  /** Lets go of everything that is ours in the server (hub, clients) except the sessions. */
  stop(): Promise<void>;
  readonly version: TmuxVersion;

  /** Tells of a server that was there when we last looked, before the first listing. */
  expect(server: ServerIdentity): void;
  list(): Promise<Listing>;
  /** A session by its exact name. */
  find(name: string): Promise<Probe<PaneInfo>>;
  /** The pane itself, on the very server it was recorded on. */
  inspect(ref: PaneRef): Promise<Probe<PaneInfo>>;

  /** A new detached session that runs `argv` (nothing is typed). Marked as ours before it can exit. */
  create(spec: LaunchSpec): Promise<Created>;
  /** Writes (or with null removes) the ownership mark of an adopted pane. */
  mark(ref: PaneRef, owner: string | null): Promise<Done>;
  kill(ref: PaneRef): Promise<Done>;

  capture(ref: PaneRef): Promise<Captured>;
  /** The last `lines` lines with scrollback, plain. */
  tail(ref: PaneRef, lines: number): Promise<TailResult>;

  /** Text exactly as given, then Enter when asked: in the same tmux command for a delay of 0. */
  paste(ref: PaneRef, text: string, options: PasteOptions): Promise<Typed>;
  keys(ref: PaneRef, keys: readonly Key[], options?: KeysOptions): Promise<Typed>;

  /** From now on `screen` events come for this pane. */
  watch(ref: PaneRef): Promise<Done>;
  unwatch(ref: PaneRef): Promise<Done>;
  subscribe(listener: (event: TmuxEvent) => void): () => void;

  /** Exits of runs that were recorded while nobody listened. Each is reported until `forgetExit`. */
  recordedExit(run: RunId): Promise<ExitStatus | null>;
  forgetExit(run: RunId): Promise<void>;
}

export interface TmuxVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

/** What makes a server that server: a restarted one has another pid or start time. */
export interface ServerIdentity {
  readonly pid: number;
  /** Seconds since the epoch, as `#{start_time}` gives it. */
  readonly startedAt: number;
}

export interface PaneRef {
  readonly server: ServerIdentity;
  /** `$3` */
  readonly session: string;
  /** `@3` */
  readonly window: string;
  /** `%3` */
  readonly pane: string;
}

export interface PaneInfo {
  readonly ref: PaneRef;
  readonly sessionName: string;
  readonly path: string;
  readonly command: string;
  readonly pid: number;
  readonly title: string;
  readonly dead: boolean;
  /** Null while it lives, and when tmux did not learn it. */
  readonly deadStatus: number | null;
  /** The session id that tapmux wrote on the pane, or null. Survives renames. */
  readonly owner: string | null;
  /** Somebody's terminal is attached to its session. */
  readonly attached: boolean;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

export type Probe<T> =
  | { readonly kind: 'yes'; readonly value: T }
  | { readonly kind: 'no'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export type Listing =
  | { readonly kind: 'ok'; readonly server: ServerIdentity; readonly panes: readonly PaneInfo[] }
  /** Proven: no server runs on our socket. */
  | { readonly kind: 'no_server'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export interface LaunchSpec {
  readonly name: string;
  readonly workdir: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly run: RunId;
  /** The session id, written on the pane as a user option. */
  readonly owner: string;
}

export type Created =
  | { readonly kind: 'created'; readonly ref: PaneRef; readonly name: string; readonly pid: number }
  /** A session of that name exists already (tmux's own, atomic answer). */
  | { readonly kind: 'taken' }
  /** Proven: nothing was created. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export type Done =
  | { readonly kind: 'done' }
  /** It was not there any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown'; readonly why: string };

export type Captured =
  | { readonly kind: 'screen'; readonly screen: Screen }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown'; readonly why: string };

export type TailResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown'; readonly why: string };

export interface PasteOptions {
  /** Press Enter this long after the text; null presses nothing. */
  readonly enterDelayMs: number | null;
}

export interface KeysOptions {
  /**
   * Words each of which has to stand in a row of the screen while a key is pressed: tmux looks for them in the
   * same step, so that no program can draw something else in between. Letters, digits, blanks and `._/=-` only.
   */
  readonly while?: readonly string[];
}

export type Typed =
  | { readonly kind: 'typed' }
  /** Proven: nothing was typed. */
  | {
      readonly kind: 'refused';
      readonly why: 'dead' | 'input_off' | 'gone' | 'in_mode' | 'changed';
    }
  | { readonly kind: 'unknown'; readonly why: string };

export interface ExitStatus {
  readonly run: RunId;
  /** Null when it ended by a signal. */
  readonly code: number | null;
  /** `SIGKILL` … or null. */
  readonly signal: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type TmuxEvent =
  /** Something was written to a watched pane; this is its screen right after, and once more when it settled. */
  | { readonly kind: 'screen'; readonly ref: PaneRef; readonly screen: Screen }
  /** The pane, its window or its session was closed. */
  | { readonly kind: 'closed'; readonly ref: PaneRef }
  | { readonly kind: 'exit'; readonly status: ExitStatus }
  /** Our clients lost the server. `proven` tells whether its process is known to be gone. */
  | { readonly kind: 'server_lost'; readonly proven: boolean; readonly why: string }
  /** A server is there (again); its identity may be another one. */
  | { readonly kind: 'server_found'; readonly server: ServerIdentity }
  /** Sessions were created, renamed or closed: a listing would look different now. */
  | { readonly kind: 'sessions_changed' };
