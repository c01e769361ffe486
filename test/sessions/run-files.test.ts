import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { newRunId, newSessionId } from '../../src/domain/ids.ts';
import { createRunFiles, relayPath } from '../../src/sessions/run-files.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const wired: Agent = {
  ...fakeAgent,
  hooks: {
    versioned: true,
    wire: (relay, version) => ({
      args: ['--hooks', `${relay.folder}/a.json`],
      env: { HOOK: relay.command, SOCKET: relay.socket, VERSION: String(version) },
      files: [
        { name: 'a.json', text: '{}' },
        { name: 'plugin/b.js', text: 'x' },
      ],
    }),
    parse: () => [],
  },
};

async function engineWith(agent: Agent, home?: string): Promise<TestEngine> {
  return testEngine({
    agents: [agent],
    socket: '/s.sock',
    ...(home === undefined ? {} : { home }),
  });
}

function created(engine: TestEngine) {
  const call = engine.tmux.calls.findLast((one) => one.kind === 'create');
  if (call?.kind !== 'create') throw new Error('nothing was created');
  return call.spec;
}

async function runs(home: string): Promise<readonly string[]> {
  const names = (folder: string) => readdir(join(home, 'run', folder)).catch(() => []);
  return [...new Set([...(await names('keys')), ...(await names('hooks'))])];
}

describe('a start with hooks', () => {
  it('gets its files, arguments before the operator’s, and environment', async () => {
    const engine = await engineWith(wired);
    const session = await engine.sessions.create({ cwd: engine.folder, args: ['--theirs'] });
    const folder = join(engine.home, 'run', 'hooks', String(session.runId));
    const { argv, env } = created(engine);
    expect(argv.slice(1)).toEqual(['--hooks', `${folder}/a.json`, '--theirs']);
    expect(env).toMatchObject({
      HOOK: relayPath(engine.home),
      SOCKET: '/s.sock',
      TAPMUX_RUN_ID: session.runId,
    });
    expect(await readFile(join(folder, 'plugin', 'b.js'), 'utf8')).toBe('x');
  });

  it('P15 what it gets is for its owner alone, and the key is neither in its arguments nor in its environment', async () => {
    const engine = await engineWith(wired);
    const { runId } = await engine.sessions.create({ cwd: engine.folder });
    const path = (...parts: readonly string[]) => join(engine.home, 'run', ...parts, String(runId));
    for (const folder of [path('hooks'), join(engine.home, 'run', 'keys')]) {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
    for (const file of [path('keys'), join(path('hooks'), 'a.json')]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
    const key = /tapmux-key: (\w+)/.exec(await readFile(path('keys'), 'utf8'))?.[1];
    expect(key).toHaveLength(64);
    expect(JSON.stringify(created(engine))).not.toContain(key);
    expect(JSON.stringify(engine.log.lines)).not.toContain(key);
  });

  it('P16 when its files cannot be written it starts without them', async () => {
    const home = await tempFolder();
    await writeFile(join(home, 'run'), 'in the way');
    const engine = await engineWith(wired, home);
    await engine.sessions.create({ cwd: engine.folder, args: ['--theirs'] });
    expect(created(engine).argv.slice(1)).toEqual(['--theirs']);
    expect(engine.log.lines.map(({ message }) => message)).toContain('it starts without hooks');
  });

  it('P16 a profile that fails does not keep its agent from starting', async () => {
    const failing: Agent = {
      ...wired,
      hooks: {
        wire() {
          throw new Error('a bug');
        },
        parse: () => [],
      },
    };
    const engine = await engineWith(failing);
    await engine.sessions.create({ cwd: engine.folder });
    expect(created(engine).argv.slice(1)).toEqual([]);
    expect(await runs(engine.home)).toEqual([]);
  });

  it('nothing is left of a start that came to nothing', async () => {
    const engine = await engineWith(wired);
    engine.tmux.faults.create = { kind: 'failed', why: 'no room' };
    await expect(engine.sessions.create({ cwd: engine.folder })).rejects.toThrow('no room');
    expect(await runs(engine.home)).toEqual([]);
  });

  it('its files end with its run, and a resume gets its own', async () => {
    const engine = await engineWith(wired);
    const session = await engine.sessions.create({ cwd: engine.folder });
    expect(await runs(engine.home)).toEqual([session.runId]);
    engine.tmux.exit(lastPane(engine), { code: 0 });
    await until(async () => (await runs(engine.home)).length === 0, 'the clearing up');
    await until(async () => (await engine.sessions.get(session.id)).lifecycle === 'stopped');
    const again = await engine.sessions.resume(session.id, 'test');
    expect(await runs(engine.home)).toEqual([again.runId]);
    await engine.sessions.stopSession(session.id, 'test');
    expect(await runs(engine.home)).toEqual([]);
  });

  it('at the next start only the files of living runs stay', async () => {
    const home = await tempFolder();
    const before = await engineWith(wired, home);
    const session = await before.sessions.create({ cwd: before.folder });
    const stale = newRunId();
    await mkdir(join(home, 'run', 'hooks', stale), { recursive: true });
    await writeFile(join(home, 'run', 'keys', newRunId()), 'x');
    await mkdir(join(home, 'run', 'hooks', 'not-ours'));
    await before.sessions.stop();
    await testEngine({ agents: [wired], socket: '/s.sock', home, tmux: before.tmux });
    expect(await runs(home)).toEqual([session.runId, 'not-ours']);
  });

  it('P17 without a socket to reach us by there are no hooks', async () => {
    const engine = await testEngine({ agents: [wired] });
    await engine.sessions.create({ cwd: engine.folder });
    expect(created(engine).argv.slice(1)).toEqual([]);
    expect(await runs(engine.home)).toEqual([]);
  });
});

describe('the version that the wiring hangs on', () => {
  async function versions(script: string) {
    const home = await tempFolder();
    const program = join(home, 'agent');
    const asked = join(home, 'asked');
    const write = (text: string) =>
      writeFile(program, `#!/bin/sh\necho x >>${asked}\n${text}\n`, { mode: 0o755 });
    await write(script);
    const files = createRunFiles({ home, socket: '/s', env: process.env, log: createMemoryLog() });
    const arrange = () =>
      files.arrange({ agent: wired, session: newSessionId(), run: newRunId(), program });
    const count = async () => (await readFile(asked, 'utf8').catch(() => '')).length / 2;
    return { program, write, arrange, count };
  }

  it('is asked for once, and again when the program is another', async () => {
    const { program, write, arrange, count } = await versions('echo "2.1.330 (An Agent)"');
    expect((await arrange())?.env['VERSION']).toBe('2.1.330');
    await arrange();
    expect(await count()).toBe(1);
    await rm(program);
    await write('echo 2.2.0; # another');
    expect((await arrange())?.env['VERSION']).toBe('2.2.0');
    expect(await count()).toBe(2);
  });

  it.each(['exit 1', 'echo no idea', 'kill -9 $$'])(
    'is null when it says none: %s',
    async (script) => {
      const { arrange } = await versions(script);
      expect((await arrange())?.env['VERSION']).toBe('null');
    },
  );
});
