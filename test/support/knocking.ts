import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { socketPath } from '../../src/hooks/address.ts';
import { hookRoute } from '../../src/hooks/hook-route.ts';
import { writeRelay } from '../../src/hooks/relay-file.ts';
import { createSocketServer } from '../../src/hooks/server.ts';
import type { Session } from '../../src/domain/session.ts';
import type { Reports } from '../../src/sessions/reports.ts';
import { relayPath, runKeysFolder } from '../../src/sessions/run-files.ts';
import type { Tmux } from '../../src/tmux/tmux.ts';
import { testEngine } from './engine.ts';
import type { TestEngine } from './engine.ts';
import { fakeAgent } from './fake-agent.ts';
import { tempFolder } from './temp.ts';
import { createTmuxServer } from './tmux-server.ts';
import type { TmuxServer } from './tmux-server.ts';
import { until } from './until.ts';

/** Does what is written into its inbox, line by line, and tells of its own start. */
const program = `#!/bin/sh
echo IDLE
mkfifo "$FAKE_FOLDER/inbox"
printf '{"started":true}' | "$FAKE_RELAY" fake
exec 9<>"$FAKE_FOLDER/inbox"
while read -r line <&9; do eval "$line"; done
`;

/** An agent within an agent: it tells once, and ends. */
const inner = `#!/bin/sh
printf '{"inner":true}' | "$FAKE_RELAY" fake
`;

export interface Knocking {
  readonly engine: TestEngine<Tmux>;
  readonly server: TmuxServer;
  readonly home: string;
  readonly socket: string;
  /** Events in the order in which they were taken, with their sessions. */
  readonly taken: {
    readonly session: Session;
    readonly event: unknown;
    readonly gone: AbortSignal;
  }[];
  /** What reports answer; `{}` at once unless a test says otherwise. */
  answer: (event: unknown) => Promise<unknown>;
  readonly agentProgram: string;
  readonly innerProgram: string;
  start(): Promise<Session>;
  /** A line for the shell that is this session's agent. */
  tell(session: Session, line: string): Promise<void>;
  /** The same for an agent that was started without us. */
  tellIn(folder: string, line: string): Promise<void>;
  /** What a line left in a file of this name. */
  read(name: string): Promise<string>;
}

/** Real tmux, a real agent that is a shell, the real relay, socket and door. */
export async function knocking(): Promise<Knocking> {
  const server = await createTmuxServer();
  onTestFinished(() => server.close());
  const { tmux } = await server.open();
  const home = await tempFolder();
  const bin = join(home, 'bin');
  const agentProgram = join(bin, 'fake');
  const innerProgram = join(bin, 'inner', 'fake');
  await mkdir(join(bin, 'inner'), { recursive: true });
  await writeFile(agentProgram, program, { mode: 0o755 });
  await writeFile(innerProgram, inner, { mode: 0o755 });
  const socket = socketPath(home);
  const taken: Knocking['taken'] = [];
  const reports: Reports = {
    take(session, event, gone) {
      taken.push({ session, event, gone });
      return knock.answer(event);
    },
  };
  const agents = [agentOf(agentProgram)];
  const engine = await testEngine<Tmux>({ tmux, home, agents, socket, reports });
  const listening = createSocketServer({
    path: socket,
    log: engine.log,
    routes: [hookRoute(engine.sessions.hookDoor)],
  });
  await writeRelay({ path: relayPath(home), socket, keys: runKeysFolder(home), env: process.env });
  await listening.listen();
  onTestFinished(async () => {
    engine.sessions.hookDoor.close();
    await listening.close();
    await engine.sessions.stop();
  });

  const knock: Knocking = {
    engine,
    server,
    home,
    socket,
    taken,
    answer: () => Promise.resolve({}),
    agentProgram,
    innerProgram,
    async start() {
      const { id } = await engine.sessions.create({ cwd: engine.folder });
      await until(() => taken.some((one) => one.session.id === id), 'its first event');
      return engine.sessions.get(id);
    },
    tell: (session, line) => knock.tellIn(join(home, 'run', 'hooks', String(session.runId)), line),
    tellIn: (folder, line) => writeFile(join(folder, 'inbox'), `${line}\n`),
    read: (name) => readFile(join(engine.folder, name), 'utf8'),
  };
  return knock;
}

function agentOf(path: string): Agent {
  return {
    ...fakeAgent,
    binaries: [path],
    launch: ({ args = [] }) => ({
      argv: [path, ...args],
      env: {},
      promptPassed: true,
      conversation: null,
    }),
    hooks: {
      wire: ({ command, folder }) => ({
        args: ['--wired'],
        env: { FAKE_RELAY: command, FAKE_FOLDER: folder },
        files: [{ name: 'plugin/settings.json', text: '{}' }],
      }),
      parse: () => [],
    },
  };
}
