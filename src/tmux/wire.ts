import type { Clock } from '../clock.ts';
import type { Channel } from './channel.ts';
import { createChannel } from './channel.ts';
import type { Exec, TmuxCommand } from './exec.ts';
import { createFormat, newToken } from './format.ts';
import { sameServer, serverFields, when } from './guard.ts';
import type { Lifeline } from './lifeline.ts';
import type { TmuxLog } from './log.ts';
import { hubOption } from './marks.ts';
import { parseServer, readRows } from './panes.ts';
import type { HubWindows } from './panes.ts';
import { complaintsIn } from './protocol.ts';
import type { Shown } from './printed.ts';
import type { ControlLine } from './protocol.ts';
import type { Run } from './reply.ts';
import type { ServerIdentity } from './tmux.ts';

/**
 * Both ways to the server. While a server has sessions we hold two control clients on it, attached to a
 * session of our own, the hub:
 *
 *   commands (no-output)   requests and their answers
 *   events (pause-after)   output of the windows that are linked into the hub
 *
 * Attaching while sessions come and go can crash a tmux server, so the clients are attached rarely: one after
 * the other, never while we create or kill (`exclusive`), kept for life, and again only after a
 * growing pause. The hub ends with us (see Lifeline), so that closing a session is again what it always
 * was, and it is given up when no other session is left: then the server may end as it would without us.
 */
export interface Wire {
  readonly run: Run;
  readonly hub: () => Hub | null;
  /** One attempt, which takes no clients while the server has no sessions. */
  connect(): Promise<Connected>;
  /** Closes both clients; with them goes the hub. */
  disconnect(): Promise<void>;
  /** Creating, killing and attaching: one at a time. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

export interface Hub extends HubWindows {
  readonly server: ServerIdentity;
  readonly linked: Set<string>;
  readonly commands: Channel;
  readonly events: Channel;
  readonly lifeline: Lifeline;
  readonly shown: Shown;
  /** Why one of the clients ended. */
  readonly ended: Promise<string>;
}

export type Connected =
  | { readonly kind: 'on'; readonly hub: Hub }
  /** No server, or nothing in it. */
  | { readonly kind: 'nothing' }
  /** There are sessions, but control mode does not work. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export interface WireOptions {
  readonly command: TmuxCommand;
  readonly exec: Exec;
  readonly hubName: string;
  /** A new one for each hub. */
  readonly lifeline: () => Promise<Lifeline>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly log: TmuxLog;
  /** Lines of the event client. */
  readonly onLine: (line: ControlLine) => void;
}

/** The hub needs some milliseconds to come apart. */
const partingMs = 1_000;

export function createWire(options: WireOptions): Wire {
  const { exec, clock } = options;
  let hub: Hub | null = null;
  let tail: Promise<unknown> = Promise.resolve();

  const run: Run = async (commands, how = {}) => {
    if (hub !== null) {
      const out = await hub.commands.send(commands);
      if (out !== null) return { kind: 'ok', out, err: complaintsIn(out), via: 'channel' };
      if (how.again !== true) {
        return { kind: 'unknown', why: 'the control client ended before tmux had answered' };
      }
    }
    return exec.run(commands, { startServer: how.startServer === true });
  };

  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = tail.then(work, work);
    tail = mine.catch(() => undefined);
    return mine;
  };

  const forgetWhenEnded = async (opened: Hub) => {
    await opened.ended;
    if (hub === opened) hub = null;
  };

  const connect = async (): Promise<Connected> => {
    if (hub !== null) return { kind: 'on', hub };
    const found = await readRows((commands) => exec.run(commands));
    if (found.kind === 'unreachable') return { kind: 'nothing' };
    if (found.kind === 'unknown') return found;
    if (!found.rows.some((row) => !row.inHub)) return { kind: 'nothing' };
    const opened = await open(options, found.server);
    if ('why' in opened) return { kind: 'refused', why: opened.why };
    hub = opened;
    void forgetWhenEnded(opened);
    return { kind: 'on', hub };
  };

  return {
    run,
    exclusive,
    hub: () => hub,
    connect: () => exclusive(connect),
    async disconnect() {
      const last = hub;
      hub = null;
      if (last === null) return;
      await last.lifeline.release();
      // The hub takes its clients with it, unless the operator has a window in there.
      const over = new AbortController();
      const late = clock.sleep(partingMs, over.signal).catch(() => undefined);
      await Promise.race([last.ended, late]);
      over.abort();
      await Promise.all([last.events.close(), last.commands.close()]);
    },
  };
}

type Client = (args: readonly string[], onLine?: (line: ControlLine) => void) => Channel;

type Failed = { readonly why: string };

async function open(options: WireOptions, expected: ServerIdentity): Promise<Hub | Failed> {
  const client: Client = (args, onLine) =>
    createChannel({
      command: options.command,
      // -N: never start a server, which would be one without any session of the operator's.
      args: ['-N', '-C', ...args],
      timeoutMs: options.timeoutMs,
      ...(onLine === undefined ? {} : { onLine }),
    });

  const first = await openHub(client, options);
  if ('why' in first) return first;
  const { server, commands, session, window, lifeline, shown } = first;
  if (!sameServer(server, expected)) {
    await closed(commands);
    await lifeline.release();
    return { why: 'another server answered' };
  }
  const events = client(
    ['attach-session', '-E', '-t', session, '-f', 'pause-after=1,ignore-size'],
    (line) => {
      // With our session gone, tmux may put its clients into the operator's: leave at once.
      if (line.kind === 'moved' && line.session !== session) void events.close();
      options.onLine(line);
    },
  );
  await lifeline.holds(events.pid);
  if ((await events.attached) !== session) {
    const why = await closed(events);
    await closed(commands);
    await lifeline.release();
    return { why };
  }
  const ended = Promise.race([commands.ended, events.ended]).then(async (why) => {
    await Promise.all([commands.close(), events.close()]);
    await lifeline.release();
    return why;
  });
  return { server, session, window, linked: new Set(), commands, events, lifeline, shown, ended };
}

/** The hub is made by the client for commands itself, so that there never is one without a client. */
async function openHub(
  client: Client,
  options: WireOptions,
): Promise<Omit<Hub, 'events' | 'ended' | 'linked'> | Failed> {
  const { hubName, log } = options;
  let why = '';
  // Another daemon on this server may have the name.
  for (const name of [hubName, `${hubName}-${newToken().slice(0, 6)}`]) {
    const lifeline = await options.lifeline();
    const commands = client([
      ...`new-session -s ${name} -n hub -c / -f no-output,ignore-size`.split(' '),
      // A word that ends with a semicolon would end the command.
      ...lifeline.argv.map((word) => word.replace(/;$/, '\\;')),
    ]);
    await lifeline.holds(commands.pid);
    const session = await commands.attached;
    if (session !== null) {
      const hello = createFormat([...serverFields, 'session_name', 'window_id']);
      const at = `'${session}:'`;
      // Everything by the session's id, and only if it has our name: these are options of nobody else's.
      const set = [`${hubOption} 1`, 'detach-on-destroy on', 'destroy-unattached off'].map(
        (option) => `set-option -t ${at} ${option}`,
      );
      const probe = newToken();
      const said =
        (await commands.send([
          when(at, `#{==:#{session_name},${name}}`, set, []),
          `set-buffer -b ${probe} -- "\\033" ; show-buffer -b ${probe} ; delete-buffer -b ${probe}`,
          `display-message -p -t ${at} ${hello.quoted}`,
        ])) ?? '';
      const shown: Shown = said.split('\n').includes('\\033') ? 'escaped' : 'plain';
      const values = hello.parse(said)[0];
      const server = parseServer(values);
      const window = values?.[3];
      if (server !== null && window !== undefined && values?.[2] === name) {
        return { server, session, window, commands, lifeline, shown };
      }
    }
    why = await closed(commands);
    await lifeline.release();
    log.debug({ name, why }, 'no control client');
    if (!why.startsWith('%exit')) break;
  }
  return { why };
}

async function closed(channel: Channel): Promise<string> {
  await channel.close();
  return channel.ended;
}
