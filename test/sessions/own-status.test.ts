import { once } from 'node:events';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import { createOwnStatuses } from '../../src/sessions/own-status.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { idler, ownStatusIn, say } from '../support/own-words.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const onLinux = process.platform === 'linux';

async function house() {
  const folder = join(await tempFolder(), 'status');
  const agent: Agent = { ...fakeAgent, status: ownStatusIn(folder) };
  const own = createOwnStatuses({});
  onTestFinished(() => own.stop());
  const id = newSessionId();
  // The test itself stands for the program that the pane started.
  own.follow(id, agent, { id: '%1', pid: process.pid });
  const state = () => own.fresh(id);
  return { folder, agent, own, id, state };
}

describe.runIf(onLinux)('what an agent says of itself', () => {
  it('is found by its process, which descends from the pane, and followed as it changes', async () => {
    const { folder, own, id, state } = await house();
    const agent = idler();
    expect(await state()).toBeNull();
    await say(folder, { pid: agent.pid, state: 'working', pane: '%1' });
    expect(await state()).toBe('working');
    const heard: string[] = [];
    own.onChange((who) => heard.push(who));
    await say(folder, { pid: agent.pid, state: 'asking', pane: '%1' });
    await until(() => own.latest(id)?.state === 'asking');
    expect(heard).toContain(id);
  });

  it('counts for nothing when its process is gone or another one', async () => {
    const { folder, state } = await house();
    const agent = idler();
    await say(folder, { pid: agent.pid, state: 'working' });
    expect(await state()).toBe('working');
    await say(folder, { pid: agent.pid, state: 'working', procStart: '1' });
    expect(await state()).toBeNull();
    await say(folder, { pid: agent.pid, state: 'working' });
    expect(await state()).toBe('working');
    agent.kill('SIGKILL');
    await once(agent, 'exit');
    expect(await state()).toBeNull();
  });

  it('is read once more when it was torn', async () => {
    const { folder, state } = await house();
    const agent = idler();
    await say(folder, { pid: agent.pid, state: 'working' });
    expect(await state()).toBe('working');
    await writeFile(join(folder, `${agent.pid}.json`), '{"pid":');
    const reading = state();
    await say(folder, { pid: agent.pid, state: 'asking' });
    expect(['asking', null]).toContain(await reading);
    expect(await state()).toBe('asking');
  });

  it('is not taken from another pane, another tree of processes, or an agent inside the agent', async () => {
    const { folder, own, agent, id, state } = await house();
    const outer = idler();
    await say(folder, { pid: outer.pid, state: 'idle', pane: '%2' });
    expect(await state()).toBeNull();
    own.follow(newSessionId(), agent, { id: '%9', pid: 1 });
    await say(folder, { pid: process.pid, state: 'working', pane: '%1' });
    expect(await state()).toBe('working');
    // Started by a tool of the first one: one process further down.
    await say(folder, { pid: outer.pid, state: 'asking', pane: '%1' });
    await until(async () => {
      await own.fresh(id);
      return own.latest(id)?.pid === process.pid;
    });
    expect(await state()).toBe('working');
  });

  it('P12 that cannot be read is unknown, and read again when it can', async () => {
    const { folder, own, id, state } = await house();
    const agent = idler();
    const file = join(folder, `${agent.pid}.json`);
    await say(folder, { pid: agent.pid, state: 'working', pane: '%1' });
    expect(await state()).toBe('working');
    await rm(file);
    await symlink(file, file);
    expect(await state()).toBe('unreadable');
    // Nor is it gone.
    expect(own.latest(id)?.state).toBe('working');
    own.follow(id, { ...fakeAgent, status: ownStatusIn(folder) }, { id: '%1', pid: 1 });
    expect(await state()).toBe('unreadable');
    await rm(file);
    await say(folder, { pid: agent.pid, state: 'asking', pane: '%1' });
    expect(await state()).toBe('asking');
  });

  it('P5 P12 nothing is typed while nobody knows whether it asks', async () => {
    const folder = join(await tempFolder(), 'status');
    const engine = await testEngine({ agents: [{ ...fakeAgent, status: ownStatusIn(folder) }] });
    const { sessions, tmux } = engine;
    const session = await sessions.create({ cwd: engine.folder });
    const pane = lastPane(engine);
    pane.info = { ...pane.info, pid: process.pid };
    await sessions.reconcile();
    tmux.show(pane, ['IDLE']);
    await mkdir(folder);
    const file = join(folder, '1.json');
    await symlink(file, file);
    expect(await sessions.send(session.id, 'yes please', 'me')).toMatchObject({
      kind: 'refused',
      reason: 'unreadable',
    });
    expect(pane.typed).toEqual([]);
    await rm(file);
    pane.onTyped = (_, typed) => {
      if (typed === '<Enter>') tmux.show(pane, ['BUSY']);
    };
    expect((await sessions.send(session.id, 'yes please', 'me')).kind).toBe('delivered');
    await sessions.stop();
  });

  it('P5 nothing is typed while a prompt is held back, though the box looks empty', async () => {
    const folder = join(await tempFolder(), 'status');
    const engine = await testEngine({ agents: [{ ...fakeAgent, status: ownStatusIn(folder) }] });
    const { sessions, tmux } = engine;
    const session = await sessions.create({ cwd: engine.folder });
    const pane = lastPane(engine);
    pane.info = { ...pane.info, pid: process.pid };
    await sessions.reconcile();
    const agent = idler();
    pane.onTyped = (_, typed) => {
      if (typed === '<Enter>') tmux.show(pane, ['BUSY']);
    };
    tmux.show(pane, ['IDLE']);
    await say(folder, { pid: agent.pid, state: 'asking' });
    const refused = await sessions.send(session.id, 'yes please', 'me');
    expect(refused).toMatchObject({ kind: 'refused', reason: 'unreadable' });
    expect(pane.typed).toEqual([]);
    tmux.show(pane, ['IDLE half a thought']);
    await say(folder, { pid: agent.pid, state: 'working' });
    const draft = await sessions.send(session.id, 'yes please', 'me');
    expect(draft).toMatchObject({ kind: 'refused', reason: 'draft_present' });
    tmux.show(pane, ['IDLE']);
    await say(folder, { pid: agent.pid, state: 'idle' });
    expect((await sessions.send(session.id, 'yes please', 'me')).kind).toBe('delivered');
    await sessions.stop();
  });
});
