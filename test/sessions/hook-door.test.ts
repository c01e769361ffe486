import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { newRunId } from '../../src/domain/ids.ts';
import { relayPath, runKeysFolder } from '../../src/sessions/run-files.ts';
import { knocking } from '../support/knocking.ts';
import type { Knocking } from '../support/knocking.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);

function events(knock: Knocking): readonly unknown[] {
  return knock.taken.map(({ event }) => event);
}

it('an agent’s event reaches its own session, from its very first moment', async () => {
  const knock = await knocking();
  const [one, two] = [await knock.start(), await knock.start()];
  await knock.tell(two, `printf '{"from":"two"}' | "$FAKE_RELAY" fake`);
  const last = await until(() => knock.taken[2], 'the event');
  expect(last).toMatchObject({ event: { from: 'two' }, session: { id: two.id, runId: two.runId } });
  expect(knock.taken[0]).toMatchObject({ event: { started: true }, session: { id: one.id } });
});

it('who waits is told the answer, whenever it comes', async () => {
  const knock = await knocking();
  const session = await knock.start();
  let say: (answer: object) => void = () => {};
  knock.answer = () => new Promise<object>((resolve) => (say = resolve));
  await knock.tell(session, `printf '{"ask":1}' | "$FAKE_RELAY" fake wait >answer; touch ended`);
  const asked = await until(() => knock.taken[1], 'the question');
  expect(asked.gone.aborted).toBe(false);
  say({ decision: 'allow' });
  await until(
    () =>
      knock.read('ended').then(
        () => true,
        () => false,
      ),
    'the end of the hook',
  );
  expect(JSON.parse(await knock.read('answer'))).toEqual({ decision: 'allow' });
});

it('P16 who does not wait is not kept, even if nobody ever handles the event', async () => {
  const knock = await knocking();
  const session = await knock.start();
  knock.answer = () => new Promise(() => {});
  await knock.tell(session, `printf '{"n":1}' | "$FAKE_RELAY" fake >out; touch ended`);
  await until(
    () =>
      knock.read('ended').then(
        () => true,
        () => false,
      ),
    'the end of the hook',
  );
  expect(await knock.read('out')).toBe('');
  expect(knock.taken[1]?.event).toEqual({ n: 1 });
});

it('P16 an event that cannot be handled is logged, and the agent hears nothing of it', async () => {
  const knock = await knocking();
  const session = await knock.start();
  knock.answer = () => Promise.reject(new Error('disk full'));
  await knock.tell(session, `printf '{}' | "$FAKE_RELAY" fake >out 2>&1; echo $? >>out`);
  await knock.tell(session, `printf '{}' | "$FAKE_RELAY" fake wait >out2 2>&1; echo $? >>out2`);
  await until(
    () =>
      knock.read('out2').then(
        (text) => text !== '',
        () => false,
      ),
    'both',
  );
  expect([await knock.read('out'), await knock.read('out2')]).toEqual(['0\n', '0\n']);
  const failures = knock.engine.log.lines.filter(({ level }) => level === 'error');
  expect(failures).toHaveLength(2);
});

it('P16 at shutdown whoever waits is told nothing, so that its dialog stays', async () => {
  const knock = await knocking();
  const session = await knock.start();
  knock.answer = () => new Promise(() => {});
  await knock.tell(session, `printf '{}' | "$FAKE_RELAY" fake wait >out; echo $? >code`);
  await until(() => knock.taken[1], 'the question');
  knock.engine.sessions.hookDoor.close();
  expect(await until(() => knock.read('code').catch(() => null), 'the end')).toBe('0\n');
  expect(await knock.read('out')).toBe('');
});

it('who gives up waiting is seen to be gone', async () => {
  const knock = await knocking();
  const session = await knock.start();
  knock.answer = () => new Promise(() => {});
  await knock.tell(session, `printf '{}' | "$FAKE_RELAY" fake wait & echo $! >pid`);
  const asked = await until(() => knock.taken[1], 'the question');
  const pid = await until(() => knock.read('pid').catch(() => null), 'its pid');
  process.kill(Number(pid), 'SIGTERM');
  await until(() => asked.gone.aborted, 'its going');
  expect(asked.event).toEqual({});
});

it.each([
  ['below a tool of it', (inner: string) => `sh -c '${inner}; true'`],
  [
    'as a tool of it, in a group of its own',
    (inner: string) => `perl -e 'setpgrp; exec @ARGV' ${inner}`,
  ],
  ['without a terminal', (inner: string) => `perl -MPOSIX -e 'setsid; exec @ARGV' ${inner}`],
])('P1 an agent within the agent is not taken for it: %s', async (_, line) => {
  const knock = await knocking();
  const session = await knock.start();
  await knock.tell(session, line(knock.innerProgram));
  await until(() => knock.engine.sessions.hookDoor.counts.refused === 1, 'the refusal');
  await knock.tell(session, `printf '{"after":1}' | "$FAKE_RELAY" fake`);
  await until(() => knock.taken[1], 'its own event');
  expect(events(knock)).toEqual([{ started: true }, { after: 1 }]);
});

it('an agent that starts itself once more is still the one', async () => {
  const knock = await knocking();
  await knock.tell(await knock.start(), knock.innerProgram);
  await until(() => knock.taken[1], 'its event');
  expect(knock.taken[1]?.event).toEqual({ inner: true });
});

it('P14 nobody outside of the pane is heard, with the right key or without', async () => {
  const knock = await knocking();
  const session = await knock.start();
  const path = relayPath(knock.home);
  const env = { PATH: process.env['PATH'], TAPMUX_RUN_ID: String(session.runId) };
  const told = run('sh', ['-c', `printf '{}' | ${path} fake wait`], { env });
  expect((await told).stdout).toBe('');
  const tmux = { TMUX: `/x,${session.pane?.serverPid},0`, TMUX_PANE: session.pane?.pane };
  await run('sh', ['-c', `printf '{}' | ${path} fake`], { env: { PATH: env.PATH, ...tmux } });
  expect(knock.engine.sessions.hookDoor.counts).toMatchObject({ taken: 1, refused: 2 });
});

it('P1 an agent whose session is known in another pane by now is nobody’s', async () => {
  const knock = await knocking();
  const [one, two] = [await knock.start(), await knock.start()];
  await knock.engine.store.update(one.id, (session) => ({ ...session, pane: two.pane }));
  await knock.tell(one, `printf '{"late":1}' | "$FAKE_RELAY" fake`);
  await until(() => knock.engine.sessions.hookDoor.counts.refused === 1, 'the refusal');
  expect(events(knock)).toEqual([{ started: true }, { started: true }]);
});

it('P14 a wrong key, another run, another agent: refused alike', async () => {
  const knock = await knocking();
  const session = await knock.start();
  const keys = runKeysFolder(knock.home);
  const mine = join(keys, String(session.runId));
  const right = await readFile(mine, 'utf8');
  const tell = async (word = 'fake', more = '') => {
    const refused = knock.engine.sessions.hookDoor.counts.refused;
    await knock.tell(session, `printf '{"x":1}' | ${more} "$FAKE_RELAY" ${word}`);
    await until(() => knock.engine.sessions.hookDoor.counts.refused > refused, 'the refusal');
  };
  await tell('codex');
  const other = newRunId();
  await writeFile(join(keys, other), right.replace(String(session.runId), other));
  await tell('fake', `TAPMUX_RUN_ID=${other}`);
  expect(events(knock)).toEqual([{ started: true }]);
  // The relay reads the file for itself, so the door is knocked at with what the file does not say.
  const caller = {
    agent: 'fake',
    run: String(session.runId),
    key: 'f'.repeat(64),
    tmux: '',
    pane: '',
    parent: process.pid,
    waits: true,
  };
  const door = knock.engine.sessions.hookDoor;
  const { signal } = new AbortController();
  for (const wrong of [{}, { key: '' }, { run: newRunId() }, { run: 'x' }, { run: '../../x' }]) {
    await expect(door.knock({ ...caller, ...wrong }, {}, signal)).rejects.toThrow('refused');
  }
});

it('an agent that was started without us is known by its pane once it is adopted', async () => {
  const knock = await knocking();
  const { engine, server } = knock;
  const folder = join(knock.home, 'theirs');
  await mkdir(folder);
  await server.tmux(
    'new-session',
    '-d',
    '-s',
    'theirs',
    '-c',
    engine.folder,
    '-e',
    `FAKE_FOLDER=${folder}`,
    '-e',
    `FAKE_RELAY=${relayPath(knock.home)}`,
    knock.agentProgram,
  );
  await until(() => engine.sessions.hookDoor.counts.refused === 1, 'the refusal of a stranger');
  const pid = Number(await server.tmux('display-message', '-p', '-t', 'theirs', '#{pane_pid}'));
  const key = `${pid}:1`;
  engine.natives.push({
    key,
    pid,
    agent: 'fake',
    cwd: null,
    startedAt: 0,
    argv0: 'fake',
    inTmux: true,
    panePid: pid,
    tty: null,
  });
  const adopted = await engine.sessions.adopt('theirs');
  await knock.tellIn(folder, `printf '{"hello":1}' | "$FAKE_RELAY" fake`);
  const taken = await until(() => knock.taken[0], 'its event');
  expect(taken).toMatchObject({ event: { hello: 1 }, session: { id: adopted.id } });
  await knock.tellIn(folder, `sh -c '${knock.innerProgram}; true'`);
  await until(() => engine.sessions.hookDoor.counts.refused === 2, 'the refusal');
});

it('P14 a session that has ended is not heard any more, and nothing of its run is left', async () => {
  const knock = await knocking();
  const session = await knock.start();
  const key = join(runKeysFolder(knock.home), String(session.runId));
  const text = await readFile(key, 'utf8');
  await knock.engine.sessions.stopSession(session.id, 'test');
  expect(await readFile(key, 'utf8').catch(() => 'gone')).toBe('gone');
  await writeFile(key, text);
  const env = { PATH: process.env['PATH'], TAPMUX_RUN_ID: String(session.runId) };
  await run('sh', ['-c', `printf '{}' | ${relayPath(knock.home)} fake`], { env });
  expect(knock.engine.sessions.hookDoor.counts).toMatchObject({ refused: 1 });
});
