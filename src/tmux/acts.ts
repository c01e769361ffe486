import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { errorCode, messageOf } from '../errors.ts';
import type { Clock } from '../clock.ts';
import { complaintOf } from './errors.ts';
import type { Exits } from './exits.ts';
import { createFormat, newToken, wholeNumber } from './format.ts';
import { isPane, isRef, say, serverFields, when } from './guard.ts';
import { ownerOption, runOption } from './marks.ts';
import { parseServer } from './panes.ts';
import { serverProcess } from './server-process.ts';
import { quote, quoteLiteral } from './quote.ts';
import { whyOf } from './reply.ts';
import type { Run } from './reply.ts';
import type { Created, Done, LaunchSpec, PaneRef, TmuxVersion } from './tmux.ts';
import { atLeast } from './version.ts';

/** A detached session has no terminal to take its size from; agents' dialogs need room. */
const size = '-x 200 -y 50';

export interface ActsOptions {
  readonly run: Run;
  readonly exits: Exits;
  readonly clock: Clock;
  readonly version: () => TmuxVersion;
}

export interface Acts {
  create(spec: LaunchSpec): Promise<Created>;
  mark(ref: PaneRef, owner: string | null): Promise<Done>;
  kill(ref: PaneRef): Promise<Done>;
}

/** How long a server without sessions may take to be gone. */
const leavingMs = 150;

export function createActs({ run, exits, clock, version }: ActsOptions): Acts {
  /** One act on one pane, in the same command sequence as the check that it is the very pane. */
  const onPane = async (ref: PaneRef, act: readonly string[]): Promise<Done> => {
    if (!isRef(ref)) return { kind: 'gone' };
    const [done, gone] = [newToken(), newToken()];
    const reply = await run([when(ref.pane, isPane(ref), [...act, say(done)], [say(gone)])]);
    if (reply.kind === 'unreachable' && (await serverProcess(ref.server)) === 'dead') {
      return { kind: 'gone' };
    }
    if (reply.kind !== 'ok') return { kind: 'unknown', why: reply.why };
    if (reply.out.includes(done)) return { kind: 'done' };
    if (reply.out.includes(gone)) return { kind: 'gone' };
    return { kind: 'unknown', why: whyOf(reply) };
  };

  return {
    async create(spec) {
      const first = await attempt(spec);
      if (!('why' in first) || complaintOf(first.why) !== 'lost') return first;
      // The server was just leaving with its last session; with it went whatever had been begun.
      await clock.sleep(leavingMs);
      const second = await attempt(spec);
      // Then the first one was there after all, and nobody knows in what state.
      return second.kind === 'taken' ? first : second;
    },

    mark: (ref, owner) =>
      onPane(ref, [
        owner === null
          ? `set-option -p -u -t ${ref.pane} ${ownerOption}`
          : `set-option -p -t ${ref.pane} ${ownerOption} ${quote(owner)}`,
      ]),

    // The pane, and nothing that the operator may have opened beside it. With its last pane the window goes
    // from every session that shows it, the hub included, and with its last window the session.
    kill: (ref) => onPane(ref, [`kill-pane -t ${ref.pane}`]),
  };

  /** tmux 3.2 gives a new window the size of the client that asks for it, and clients of ours have none. */
  function sized(target: string): readonly string[] {
    if (atLeast(version(), 3, 3)) return [];
    // The first of them would otherwise leave the window with that size for good.
    return [`resize-window -t ${target} ${size}`, `set-option -w -u -t ${target} window-size`];
  }

  async function attempt(spec: LaunchSpec): Promise<Created> {
    const why = await problemWith(spec);
    if (why !== null) return { kind: 'failed', why };
    const format = createFormat([
      ...serverFields,
      'session_id',
      'window_id',
      'pane_id',
      'session_name',
      'pane_pid',
    ]);
    // What separates the parts of a target; up to 3.6 tmux itself turns them into underscores.
    const name = spec.name.replaceAll(/[.:]/g, '_');
    const target = quote(`=${name}:`);
    const marked = newToken();
    const environment = Object.entries(spec.env).map(
      ([name, value]) => `-e ${quote(`${name}=${value}`)}`,
    );
    const command = exits.wrap(spec.run, spec.workdir, spec.argv).map(quote);
    // One command list: it runs to its end before the server can hear that the program has exited.
    const reply = await run(
      [
        [
          `new-session -d -P -F ${format.quoted} -s ${quoteLiteral(name)} -n ${windowName(spec.argv)} ${size} -c ${quoteLiteral(spec.workdir)} ${environment.join(' ')} -- ${command.join(' ')}`,
          `set-option -p -t ${target} remain-on-exit on`,
          ...sized(target),
          // Ours must outlive the last client, whatever the operator wants for his own sessions.
          `set-option -t ${target} destroy-unattached off`,
          `set-option -p -t ${target} ${ownerOption} ${quote(spec.owner)}`,
          `set-option -p -t ${target} ${runOption} ${quote(spec.run)}`,
          say(marked),
        ].join(' ; '),
      ],
      { startServer: true },
    );
    // The server was to be started by this very request: unreachable means that it did not start.
    if (reply.kind === 'unreachable') return { kind: 'failed', why: reply.why };
    if (reply.kind !== 'ok') return reply;
    const values = format.parse(reply.out)[0];
    if (values === undefined) {
      if (complaintOf(reply.err) === 'duplicate') return { kind: 'taken' };
      return { kind: 'failed', why: whyOf(reply) };
    }
    const server = parseServer(values);
    const [, , session, window, pane, said] = values;
    const pid = wholeNumber(values[6]);
    if (server === null || pid === null || !session || !window || !pane || said === undefined) {
      return {
        kind: 'unknown',
        why: 'tmux described the new session in a way that cannot be read',
      };
    }
    if (!reply.out.includes(marked)) {
      return {
        kind: 'unknown',
        why: `the session runs, but could not be marked: ${whyOf(reply)}`,
      };
    }
    return { kind: 'created', ref: { server, session, window, pane }, name: said, pid };
  }
}

/**
 * A window without a name is renamed by tmux after whatever runs in it, for which it looks at each of them
 * whenever anything happens on the server.
 */
function windowName([program = '']: readonly string[]): string {
  return quote(basename(program).replaceAll(/[^A-Za-z0-9_.-]/g, '_'));
}

const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;
// eslint-disable-next-line no-control-regex -- they are what is refused
const controls = /[\u0000-\u001F\u007F]/;

/** What tmux would take silently and then do something else. Null: nothing is wrong. */
async function problemWith(spec: LaunchSpec): Promise<string | null> {
  if (spec.name === '' || controls.test(spec.name) || spec.name.includes('\\')) {
    return `${JSON.stringify(spec.name)} cannot be a session's name`;
  }
  const [program] = spec.argv;
  if (program === undefined || program === '' || program.startsWith('-')) {
    return 'there is no program to run';
  }
  if (spec.argv.some((argument) => argument.includes('\u0000')))
    return 'an argument has a NUL byte';
  for (const [name, value] of Object.entries(spec.env)) {
    if (!environmentName.test(name)) return `${JSON.stringify(name)} cannot be a variable's name`;
    if (value.includes('\u0000')) return `the variable ${name} has a NUL byte`;
  }
  // For a folder that is not there tmux takes the home folder and says nothing.
  if (!isAbsolute(spec.workdir)) return `${spec.workdir} is not an absolute path`;
  try {
    if (!(await stat(spec.workdir)).isDirectory()) return `${spec.workdir} is not a folder`;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return `the folder ${spec.workdir} does not exist`;
    return `the folder ${spec.workdir} cannot be used: ${messageOf(error)}`;
  }
  return null;
}
