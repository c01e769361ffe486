import type { Key } from '../../src/domain/ask.ts';
import type { Screen } from '../../src/domain/screen.ts';
import type {
  ExitStatus,
  LaunchSpec,
  Listing,
  PaneInfo,
  PaneRef,
  ServerIdentity,
  Tmux,
  TmuxEvent,
} from '../../src/tmux/tmux.ts';

/**
 * A tmux without tmux: panes that remember what was typed and show the lines that a test gives them.
 * `test/contracts/tmux.test.ts` holds it and the real one to the same behaviour.
 */
export interface FakeTmux extends Tmux {
  readonly panes: Map<string, FakePane>;
  /** Every `create` and `kill`, in order. */
  readonly calls: Call[];
  /** Answers instead of the ordinary ones. */
  readonly faults: Faults;
  /** Something outside of tapmux starts a session. */
  plant(pane: Partial<PaneInfo> & { readonly sessionName: string }): FakePane;
  /** The program writes to its screen. */
  show(pane: FakePane, lines: readonly string[]): void;
  exit(pane: FakePane, status: { code: number | null; signal?: string }): void;
  /** The whole server dies and, if wanted, another one takes its place. */
  restartServer(): void;
  /** An event out of the blue. */
  tell(event: TmuxEvent): void;
}

export type Call =
  | { readonly kind: 'create'; readonly spec: LaunchSpec }
  | { readonly kind: 'kill'; readonly pane: string };

export interface Faults {
  list?: Listing;
  create?: { kind: 'failed' | 'unknown'; why: string };
  kill?: { kind: 'unknown'; why: string };
  paste?: { kind: 'unknown'; why: string };
  capture?: { kind: 'unknown'; why: string };
}

export interface FakePane {
  info: PaneInfo;
  run: string | null;
  lines: readonly string[];
  /** Text and keys in the order they came; keys as `<Enter>`. */
  readonly typed: string[];
  mode: string | null;
  inputOff: boolean;
  /** What the program does with what is typed. */
  onTyped: (pane: FakePane, typed: string) => void;
}

export function createFakeTmux(): FakeTmux {
  let server: ServerIdentity = { pid: 1000, startedAt: 1_700_000_000 };
  let next = 0;
  const panes = new Map<string, FakePane>();
  const exits = new Map<string, ExitStatus>();
  const watched = new Set<string>();
  const listeners = new Set<(event: TmuxEvent) => void>();
  const calls: Call[] = [];
  const faults: Faults = {};

  const emit = (event: TmuxEvent) => {
    for (const listener of listeners) listener(event);
  };
  const at = (ref: PaneRef): FakePane | undefined => {
    const same = ref.server.pid === server.pid && ref.server.startedAt === server.startedAt;
    return same ? panes.get(ref.pane) : undefined;
  };

  function add(given: Partial<PaneInfo> & { readonly sessionName: string }): FakePane {
    const n = next;
    next += 1;
    const pane: FakePane = {
      info: {
        ref: { server, session: `$${n}`, window: `@${n}`, pane: `%${n}` },
        path: '/',
        command: 'sh',
        pid: 50_000 + n,
        title: '',
        dead: false,
        deadStatus: null,
        owner: null,
        attached: false,
        createdAt: server.startedAt,
        ...given,
      },
      run: null,
      lines: [],
      typed: [],
      mode: null,
      inputOff: false,
      onTyped: () => {},
    };
    panes.set(pane.info.ref.pane, pane);
    emit({ kind: 'sessions_changed' });
    return pane;
  }

  function screenOf(pane: FakePane): Screen {
    return {
      lines: pane.lines,
      styled: pane.lines,
      cols: 80,
      rows: 24,
      cursor: { x: 0, y: 0, visible: true },
      title: pane.info.title,
      command: pane.info.command,
      alternate: false,
      mode: pane.mode,
      inputOff: pane.inputOff,
      dead: pane.info.dead,
      takenAt: Date.now(),
    };
  }

  function type(pane: FakePane, text: string): void {
    pane.typed.push(text);
    pane.onTyped(pane, text);
  }

  function close(pane: FakePane): void {
    panes.delete(pane.info.ref.pane);
    if (watched.delete(pane.info.ref.pane)) emit({ kind: 'closed', ref: pane.info.ref });
  }

  return {
    panes,
    calls,
    faults,
    version: { text: '3.6', major: 3, minor: 6 },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    expect: () => {},

    list: () =>
      Promise.resolve(
        faults.list ??
          (panes.size === 0
            ? { kind: 'no_server', why: 'no server running' }
            : { kind: 'ok', server, panes: [...panes.values()].map((pane) => pane.info) }),
      ),
    async find(name) {
      const listing = await this.list();
      if (listing.kind === 'unknown') return listing;
      const found = [...panes.values()].find((pane) => pane.info.sessionName === name);
      return found === undefined
        ? { kind: 'no', why: `no session ${name}` }
        : { kind: 'yes', value: found.info };
    },
    inspect(ref) {
      if (faults.list?.kind === 'unknown') return Promise.resolve(faults.list);
      const pane = at(ref);
      return Promise.resolve(
        pane === undefined ? { kind: 'no', why: 'gone' } : { kind: 'yes', value: pane.info },
      );
    },
    create(spec) {
      calls.push({ kind: 'create', spec });
      if (faults.create !== undefined) return Promise.resolve(faults.create);
      if ([...panes.values()].some((pane) => pane.info.sessionName === spec.name)) {
        return Promise.resolve({ kind: 'taken' });
      }
      const pane = add({ sessionName: spec.name, path: spec.workdir, owner: spec.owner });
      pane.run = spec.run;
      return Promise.resolve({
        kind: 'created',
        ref: pane.info.ref,
        name: spec.name,
        pid: pane.info.pid,
      });
    },
    mark(ref, owner) {
      const pane = at(ref);
      if (pane === undefined) return Promise.resolve({ kind: 'gone' });
      pane.info = { ...pane.info, owner };
      return Promise.resolve({ kind: 'done' });
    },
    kill(ref) {
      calls.push({ kind: 'kill', pane: ref.pane });
      if (faults.kill !== undefined) return Promise.resolve(faults.kill);
      const pane = at(ref);
      if (pane === undefined) return Promise.resolve({ kind: 'gone' });
      close(pane);
      return Promise.resolve({ kind: 'done' });
    },
    capture(ref) {
      if (faults.capture !== undefined) return Promise.resolve(faults.capture);
      const pane = at(ref);
      return Promise.resolve(
        pane === undefined ? { kind: 'gone' } : { kind: 'screen', screen: screenOf(pane) },
      );
    },
    tail(ref, lines) {
      if (faults.capture !== undefined) return Promise.resolve(faults.capture);
      const pane = at(ref);
      return Promise.resolve(
        pane === undefined
          ? { kind: 'gone' }
          : { kind: 'text', text: pane.lines.slice(-lines).join('\n') },
      );
    },
    paste(ref, text, options) {
      if (faults.paste !== undefined) return Promise.resolve(faults.paste);
      const pane = at(ref);
      if (pane === undefined) return Promise.resolve({ kind: 'refused', why: 'gone' });
      if (pane.info.dead) return Promise.resolve({ kind: 'refused', why: 'dead' });
      if (pane.inputOff) return Promise.resolve({ kind: 'refused', why: 'input_off' });
      pane.mode = null;
      type(pane, text);
      if (options.enterDelayMs !== null) type(pane, '<Enter>');
      return Promise.resolve({ kind: 'typed' });
    },
    keys(ref, keys, { while: words = [] } = {}) {
      const pane = at(ref);
      if (pane === undefined) return Promise.resolve({ kind: 'refused', why: 'gone' });
      if (pane.info.dead) return Promise.resolve({ kind: 'refused', why: 'dead' });
      if (!words.every((one) => pane.lines.some((line) => line.includes(one)))) {
        return Promise.resolve({ kind: 'refused', why: 'changed' });
      }
      for (const key of keys) {
        if (!('pauseMs' in key)) type(pane, shown(key));
      }
      return Promise.resolve({ kind: 'typed' });
    },
    watch(ref) {
      if (at(ref) === undefined) return Promise.resolve({ kind: 'gone' });
      watched.add(ref.pane);
      return Promise.resolve({ kind: 'done' });
    },
    unwatch(ref) {
      watched.delete(ref.pane);
      return Promise.resolve({ kind: 'done' });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recordedExit: (run) => Promise.resolve(exits.get(run) ?? null),
    forgetExit(run) {
      exits.delete(run);
      return Promise.resolve();
    },

    plant: add,
    show(pane, lines) {
      pane.lines = lines;
      if (watched.has(pane.info.ref.pane)) {
        emit({ kind: 'screen', ref: pane.info.ref, screen: screenOf(pane) });
      }
    },
    exit(pane, { code, signal }) {
      pane.info = { ...pane.info, dead: true, deadStatus: code };
      if (pane.run === null) return;
      const run = pane.run as ExitStatus['run'];
      const status: ExitStatus = { run, code, signal: signal ?? null, at: Date.now() };
      exits.set(run, status);
      emit({ kind: 'exit', status });
    },
    restartServer() {
      panes.clear();
      watched.clear();
      next = 0;
      server = { pid: server.pid + 1, startedAt: server.startedAt + 1 };
    },
    tell: emit,
  };
}

function shown(key: Exclude<Key, { pauseMs: number }>): string {
  return 'name' in key ? `<${key.name}>` : key.text;
}
