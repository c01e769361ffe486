import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import { nameFromUuid } from '../../src/domain/names.ts';
import { statusOf } from '../../src/domain/session.ts';
import type { Session } from '../../src/domain/session.ts';
import { StoreError } from '../../src/store/sessions-store.ts';
import { lastPane, testEngine } from '../support/engine.ts';

describe('create', () => {
  it('S2.15 S2.21 S2.25 S2.80 makes a session with a fresh id, listed and gettable', async () => {
    const { sessions, folder } = await testEngine();
    const made = await sessions.create({ cwd: folder, task: 'fix the tests' });
    expect(made).toMatchObject({
      name: 'tap-shop',
      workdir: folder,
      task: 'fix the tests',
      agent: 'fake',
      lastActivityAt: null,
      pendingDecision: null,
    });
    expect(statusOf(made)).toBe('Starting');
    expect(await sessions.get(made.id)).toEqual(made);
    expect((await sessions.list()).sessions.map((one) => one.id)).toEqual([made.id]);
    const second = await sessions.create({ cwd: folder });
    expect(second.id).not.toBe(made.id);
  });

  it('S2.22 S2.34 S2.35 T2.7 the record is Provisioning before the tmux session is made', async () => {
    const engine = await testEngine();
    const { sessions, tmux, store, folder } = engine;
    let stored: Session | undefined;
    const create = tmux.create.bind(tmux);
    tmux.create = async (spec) => {
      stored = (await store.list()).sessions[0];
      return create(spec);
    };
    await sessions.create({ cwd: folder });
    expect(stored).toMatchObject({
      lifecycle: 'provisioning',
      lastActivityAt: null,
      pendingDecision: null,
      pane: null,
    });
  });

  it('S2.26 takes the id and the runtime from the caller', async () => {
    const { sessions, folder } = await testEngine();
    const id = newSessionId();
    const made = await sessions.create({ id, agent: 'generic', args: ['sh'], cwd: folder });
    expect(made).toMatchObject({ id, agent: 'generic' });
    await expect(sessions.create({ id, cwd: folder })).rejects.toMatchObject({
      kind: 'invalid_state',
    });
  });

  it('S2.24 S2.81 an explicit runtime is stored, and the default one otherwise', async () => {
    const { sessions, folder } = await testEngine();
    const plain = await sessions.create({ agent: 'generic', args: ['sh'], cwd: folder });
    const usual = await sessions.create({ cwd: folder });
    expect([plain.agent, usual.agent]).toEqual(['generic', 'fake']);
    const older = await sessions.create({ agent: 'fake-code', cwd: folder });
    expect(older.agent).toBe('fake');
  });

  it('S2.28 S2.29 S2.30 a hint names it, else its folder, else its id', async () => {
    const { sessions, folder } = await testEngine();
    const hinted = await sessions.create({ cwd: folder, name: '/srv/My_Api v2' });
    const folderNamed = await sessions.create({ cwd: folder });
    const byId = await sessions.create({});
    expect(hinted.name).toBe('tap-my-api-v2');
    expect(folderNamed.name).toBe('tap-shop');
    expect(byId.name).toBe(nameFromUuid(byId.id));
  });

  it('S2.12 S2.31 a name that was asked for and is taken in tmux refuses, and makes nothing', async () => {
    const { sessions, tmux, folder, store } = await testEngine();
    tmux.plant({ sessionName: 'tap-api' });
    await expect(sessions.create({ cwd: folder, name: 'api' })).rejects.toMatchObject({
      kind: 'name_collision',
      message: 'name already in use: tap-api',
      hint: expect.stringContaining('tapmux ls') as string,
    });
    expect(tmux.calls).toEqual([]);
    expect((await store.list()).sessions).toEqual([]);
  });

  it('T2.1 T1.6 a stopped session keeps its name: the next one in its folder gets a number', async () => {
    const { sessions, tmux, folder } = await testEngine();
    const first = await sessions.create({ cwd: folder });
    await sessions.stopSession(first.id, 'test');
    await expect(sessions.create({ cwd: folder, name: 'shop' })).rejects.toMatchObject({
      kind: 'name_collision',
    });
    const second = await sessions.create({ cwd: folder });
    expect(second.name).toBe('tap-shop-2');
    const resumed = await sessions.resume(first.id, 'test');
    expect(resumed.name).toBe('tap-shop');
    expect([...tmux.panes.values()].map((pane) => pane.info.sessionName).toSorted()).toEqual([
      'tap-shop',
      'tap-shop-2',
    ]);
  });

  it('T2.2 S2.8 nothing is made while tmux cannot be asked', async () => {
    const { sessions, tmux, folder, store } = await testEngine();
    tmux.faults.list = { kind: 'unknown', why: 'it hangs' };
    await expect(sessions.create({ cwd: folder })).rejects.toMatchObject({
      kind: 'tmux_unavailable',
      message: 'tmux error: it hangs',
    });
    expect(tmux.calls).toEqual([]);
    expect((await store.list()).sessions).toEqual([]);
  });

  it('S2.32 a failed tmux creation says why and leaves neither record nor workspace', async () => {
    const { sessions, tmux, folder, store } = await testEngine();
    tmux.faults.create = { kind: 'failed', why: 'no space for another pane' };
    await expect(sessions.create({ cwd: folder })).rejects.toMatchObject({
      kind: 'tmux_unavailable',
      message: 'tmux error: no space for another pane',
    });
    expect((await store.list()).sessions).toEqual([]);
  });

  it('S2.76 S2.92 a start that nobody can vouch for is marked errored, apart from its title', async () => {
    const { sessions, tmux, folder, store } = await testEngine();
    tmux.faults.create = { kind: 'unknown', why: 'the reply was lost' };
    await expect(sessions.create({ cwd: folder, task: 'title' })).rejects.toMatchObject({
      kind: 'tmux_unavailable',
    });
    expect((await store.list()).sessions).toMatchObject([
      { lifecycle: 'errored', task: 'title', error: expect.stringContaining('the reply was lost') },
    ]);
  });

  it('T2.7 a record that cannot be written takes the tmux session down with it', async () => {
    let updates = 0;
    const { sessions, tmux, folder } = await testEngine({
      wrapStore: (store) => ({
        ...store,
        update(id, change) {
          updates += 1;
          // The first one writes the workspace, the second the pane.
          if (updates === 2) return Promise.reject(new StoreError('full', 'the disk is full'));
          return store.update(id, change);
        },
      }),
    });
    await expect(sessions.create({ cwd: folder })).rejects.toMatchObject({ kind: 'store' });
    expect(tmux.panes.size).toBe(0);
  });

  it('S2.36 writes a log line with id, name and runtime', async () => {
    const { sessions, folder, log } = await testEngine();
    const made = await sessions.create({ cwd: folder });
    expect(log.lines).toContainEqual({
      level: 'info',
      message: 'session started',
      fields: { session: made.id, name: 'tap-shop', agent: 'fake' },
    });
  });

  it('the agent is started as argv with its session in the environment, never typed', async () => {
    const engine = await testEngine();
    const made = await engine.sessions.create({ cwd: engine.folder, prompt: 'hello; $(id)' });
    const [call] = engine.tmux.calls;
    if (call?.kind !== 'create') throw new Error('nothing was created');
    expect(call.spec.argv.at(-1)).toBe('hello; $(id)');
    expect(call.spec.argv[0]).toMatch(/^\/.*\/sh$/);
    expect(call.spec.env).toMatchObject({
      TAPMUX_SESSION_ID: made.id,
      TAPMUX_RUN_ID: made.runId,
    });
    expect(lastPane(engine).typed).toEqual([]);
  });

  it('T2.18 T1.7 names that say nothing are refused with one sentence', async () => {
    const { sessions, folder, tmux } = await testEngine();
    for (const name of ['', '..', '/', '🚀', 'x'.repeat(300), '---']) {
      await expect(sessions.create({ cwd: folder, name }), name).rejects.toMatchObject({
        kind: 'invalid_input',
        hint: expect.stringContaining('letters') as string,
      });
    }
    const made = await sessions.create({ cwd: folder, name: 'a.b:c' });
    expect(made.name).toBe('tap-a-b-c');
    expect(tmux.calls).toHaveLength(1);
  });

  it('an unknown agent, one that is not installed and a missing command are refused', async () => {
    const { sessions, folder, store } = await testEngine();
    await expect(sessions.create({ cwd: folder, agent: 'nobody' })).rejects.toMatchObject({
      kind: 'invalid_input',
      hint: expect.stringContaining('fake, generic') as string,
    });
    const command = { cwd: folder, agent: 'generic', args: ['no-such-program'] };
    await expect(sessions.create(command)).rejects.toMatchObject({ kind: 'invalid_input' });
    await expect(sessions.create({ ...command, args: [] })).rejects.toMatchObject({
      kind: 'invalid_input',
    });
    expect((await store.list()).sessions).toEqual([]);
  });

  it('the other control models are refused with a sentence', async () => {
    const { sessions, folder } = await testEngine();
    for (const control of ['Pty', 'Sdk'] as const) {
      await expect(sessions.create({ cwd: folder, control })).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining(control) as string,
      });
    }
  });

  it('an issue that is being worked on is refused, naming the session, unless it is forced', async () => {
    const { sessions, folder } = await testEngine();
    const first = await sessions.create({ cwd: folder, issue: { id: '42' } });
    await expect(sessions.create({ cwd: folder, issue: { id: '42' } })).rejects.toMatchObject({
      kind: 'refused',
      candidates: [{ id: first.id, name: 'tap-shop', project: first.project }],
    });
    const forced = await sessions.create({ cwd: folder, issue: { id: '42' }, force: true });
    expect(forced.correlation.issueId).toBe('42');
    await sessions.create({ cwd: folder, issue: { id: '43' } });
  });

  it('many at once get names of their own', async () => {
    const { sessions, folder } = await testEngine();
    const made = await Promise.all(
      Array.from({ length: 8 }, () => sessions.create({ cwd: folder })),
    );
    expect(new Set(made.map((one) => one.name)).size).toBe(8);
  });
});
