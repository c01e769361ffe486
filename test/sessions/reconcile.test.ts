import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Session } from '../../src/domain/session.ts';
import { StoreError } from '../../src/store/sessions-store.ts';
import { lastPane, reborn, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { until } from '../support/until.ts';

async function running(engine: TestEngine): Promise<Session> {
  const made = await engine.sessions.create({ cwd: engine.folder });
  engine.tmux.show(lastPane(engine), ['IDLE']);
  await until(async () => (await engine.sessions.get(made.id)).lifecycle === 'active');
  return engine.sessions.get(made.id);
}

describe('reconcile', () => {
  it('S2.63 S2.64 S2.67 S2.73 S2.88 what runs is adopted by name, and stays what it was', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    const next = await reborn(engine);
    expect(await next.sessions.start()).toEqual({
      adopted: [session.name],
      stopped: [],
      external_adopted: [],
      resumed: [],
      aborted: null,
    });
    expect((await next.sessions.get(session.id)).lifecycle).toBe('active');
  });

  it('S2.68 S2.69 S2.88 what is gone is Stopped and resumable, its workspace kept, by id', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    const other = await running(engine);
    engine.tmux.panes.delete(session.pane?.pane ?? '');
    const next = await reborn(engine);
    const report = await next.sessions.start();
    expect(report).toMatchObject({ stopped: [session.id], adopted: [other.name] });
    expect(await next.sessions.get(session.id)).toMatchObject({
      lifecycle: 'stopped',
      workspace: { path: engine.folder },
      stop: { cause: 'pane_closed' },
    });
  });

  it('S2.66 decommissioned records are never touched', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    const gone = await engine.sessions.decommission(session.id, 'me');
    engine.tmux.plant({ sessionName: session.name });
    const next = await reborn(engine);
    const report = await next.sessions.start();
    expect(report.adopted).toEqual([]);
    expect(await next.sessions.get(session.id)).toEqual(gone);
  });

  it('S2.65 T2.3 P12 a listing that fails changes nothing, starts nothing, and says why', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    const next = await reborn(engine, true);
    engine.tmux.faults.list = { kind: 'unknown', why: 'tmux hangs' };
    expect(await next.sessions.start()).toMatchObject({ aborted: 'tmux hangs', stopped: [] });
    expect((await next.sessions.get(session.id)).lifecycle).toBe('active');
    expect(engine.tmux.calls.filter((call) => call.kind === 'create')).toHaveLength(1);
    expect(next.log.lines.some((line) => line.level === 'warn')).toBe(true);
  });

  it('P12 mass death counts only when it is seen twice', async () => {
    const engine = await testEngine();
    const sessions = [await running(engine), await running(engine), await running(engine)];
    const next = await reborn(engine);
    const list = engine.tmux.list.bind(engine.tmux);
    let first = true;
    engine.tmux.list = () => {
      if (!first) return list();
      first = false;
      return Promise.resolve({ kind: 'no_server', why: 'a hiccup' });
    };
    expect((await next.sessions.start()).stopped).toEqual([]);
    for (const { id } of sessions) {
      expect((await next.sessions.get(id)).lifecycle).toBe('active');
    }
  });

  it('S1.16 S2.70 T2.15 a session with our mark and no record is adopted with its real folder', async () => {
    const engine = await testEngine();
    const lost = newSessionId();
    engine.tmux.plant({ sessionName: 'somewhere', owner: lost, path: engine.folder });
    engine.tmux.plant({ sessionName: 'tmpm-impostor', path: '/tmp' });
    const report = await engine.sessions.reconcile();
    expect(report.external_adopted).toEqual(['somewhere']);
    expect(await engine.sessions.get(lost)).toMatchObject({
      workdir: engine.folder,
      lifecycle: 'active',
      workspace: { owned: false },
    });
    expect((await engine.sessions.list()).sessions).toHaveLength(1);
  });

  it('T4.9 nothing is adopted from marks while a record is unreadable', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await writeFile(join(engine.home, 'sessions', session.project, `${session.id}.json`), '{');
    const next = await reborn(engine);
    const report = await next.sessions.start();
    expect(report).toMatchObject({ external_adopted: [], stopped: [] });
    expect(engine.tmux.panes.size).toBe(1);
  });

  it('S2.71 many reconciles at once agree', async () => {
    const engine = await testEngine();
    await running(engine);
    const gone = await running(engine);
    engine.tmux.panes.delete(gone.pane?.pane ?? '');
    await Promise.all([engine.sessions.reconcile(), engine.sessions.reconcile()]);
    expect((await engine.sessions.get(gone.id)).lifecycle).toBe('stopped');
    expect(engine.notices.filter((notice) => notice.kind === 'ended')).toHaveLength(1);
  });

  it('S2.72 auto-resume starts the agent again; one failure does not stop the others', async () => {
    const engine = await testEngine();
    const first = await running(engine);
    const second = await running(engine);
    await engine.store.update(first.id, (one) => ({
      ...one,
      workspace: one.workspace === null ? null : { ...one.workspace, path: '/no/such/folder' },
    }));
    const next = await reborn(engine, true);
    engine.tmux.restartServer();
    const report = await next.sessions.start();
    expect(report.resumed).toEqual([second.name]);
    expect(next.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'auto-resume failed' }),
    );
    const create = engine.tmux.calls.findLast((call) => call.kind === 'create');
    expect(create).toMatchObject({ spec: { owner: second.id, argv: [expect.any(String)] } });
  });

  it('T2.13 what the operator stopped, and what ended by itself, stays down', async () => {
    const engine = await testEngine();
    const stopped = await running(engine);
    const finished = await running(engine);
    await engine.sessions.stopSession(stopped.id, 'me');
    engine.tmux.exit(lastPane(engine), { code: 0 });
    await until(async () => (await engine.sessions.get(finished.id)).lifecycle === 'stopped');
    const next = await reborn(engine, true);
    engine.tmux.restartServer();
    expect((await next.sessions.start()).resumed).toEqual([]);
  });

  it('T2.13 a stop that the daemon did not survive is still the operator’s', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.store.update(session.id, (one) => ({
      ...one,
      stop: { cause: 'operator', at: new Date().toISOString(), exitCode: null, signal: null },
    }));
    engine.tmux.panes.clear();
    const next = await reborn(engine, true);
    expect((await next.sessions.start()).resumed).toEqual([]);
    expect((await next.sessions.get(session.id)).stop?.cause).toBe('operator');
  });

  it('T2.12 T2.14 nothing becomes Active on the word of a pane: it has to be read', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    await engine.sessions.markErrored(session.id, 'broken');
    engine.tmux.panes.get(session.pane?.pane ?? '')!.lines = [];
    const next = await reborn(engine);
    await next.sessions.start();
    expect((await next.sessions.get(session.id)).lifecycle).toBe('starting');
    engine.tmux.show(lastPane(engine), ['IDLE']);
    await until(async () => (await next.sessions.get(session.id)).lifecycle === 'active');
  });

  it('T2.12 a start that the daemon did not survive ends as Errored, or is found by its mark', async () => {
    const engine = await testEngine();
    const lost = await running(engine);
    const found = await running(engine);
    for (const { id } of [lost, found]) {
      await engine.store.update(id, (one) => ({ ...one, lifecycle: 'provisioning', pane: null }));
    }
    engine.tmux.panes.delete(lost.pane?.pane ?? '');
    const next = await reborn(engine);
    await next.sessions.start();
    expect((await next.sessions.get(lost.id)).lifecycle).toBe('errored');
    await until(async () => (await next.sessions.get(found.id)).lifecycle === 'active');
  });

  it('T1.3 a record without a tmux identity is neither reaped nor typed into', async () => {
    const engine = await testEngine();
    await mkdir(join(engine.home, 'sessions', 'none'), { recursive: true });
    const id = newSessionId();
    await writeFile(
      join(engine.home, 'sessions', 'none', `${id}.json`),
      JSON.stringify({
        id,
        workdir: '/',
        status: 'Active',
        control: 'Pty',
        active_delegations: 0,
        origin: 'native',
        pid: 4242,
      }),
    );
    engine.tmux.plant({ sessionName: 'the-operators-own' });
    const report = await engine.sessions.reconcile();
    expect(report.stopped).toEqual([]);
    expect(await engine.sessions.send(id, 'hello', 'me')).toMatchObject({
      kind: 'refused',
      reason: 'not_controllable',
    });
    await expect(engine.sessions.resume(id, 'me')).rejects.toMatchObject({ kind: 'invalid_state' });
    expect(lastPane(engine).typed).toEqual([]);
  });
});

describe('the loss of the tmux server', () => {
  it('S2.63 P12 is one piece of news with all its sessions, which stay resumable', async () => {
    const engine = await testEngine();
    const names: string[] = [];
    for (let n = 0; n < 3; n += 1) names.push((await running(engine)).name);
    engine.tmux.restartServer();
    await engine.sessions.reconcile();
    const kinds = engine.notices.map((notice) => notice.kind);
    expect(kinds).not.toContain('ended');
    const last = engine.notices.findLast((notice) => notice.kind === 'tmux_lost');
    expect(last?.sessions.map((one) => one.name).toSorted()).toEqual(names.toSorted());
    for (const { stop, lifecycle } of (await engine.sessions.list()).sessions) {
      expect([stop?.cause, lifecycle]).toEqual(['tmux_gone', 'stopped']);
    }
  });
});

describe('discovery and adoption', () => {
  it('S1.16 S1.17 foreign tmux sessions and native agents are listed, the latter only to look at', async () => {
    const engine = await testEngine();
    const foreign = engine.tmux.plant({ sessionName: 'tmpm-old', path: '/srv/old' });
    await running(engine);
    engine.natives.push(
      {
        key: '77:1',
        pid: 77,
        agent: 'fake',
        cwd: '/srv/native',
        startedAt: 0,
        argv0: 'fake',
        inTmux: false,
        panePid: null,
        tty: null,
      },
      {
        key: '78:1',
        pid: 78,
        agent: 'fake',
        cwd: '/srv/old',
        startedAt: 0,
        argv0: 'fake',
        inTmux: true,
        panePid: foreign.info.pid,
        tty: null,
      },
    );
    const found = await engine.sessions.discover();
    expect(found.tmux).toEqual([
      {
        name: 'tmpm-old',
        pane: '%0',
        path: '/srv/old',
        command: 'sh',
        agent: 'fake',
        legacy: true,
      },
    ]);
    expect(found.native).toEqual([{ pid: 77, agent: 'fake', folder: '/srv/native' }]);
    await expect(engine.sessions.adopt('77')).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('no tmux terminal') as string,
    });
  });

  it('T2.15 an adopted session has its real folder and agent, and carries our mark from then on', async () => {
    const engine = await testEngine();
    const pane = engine.tmux.plant({ sessionName: 'my work', path: engine.folder });
    const session = await engine.sessions.adopt('my work');
    expect(session).toMatchObject({
      name: 'my work',
      workdir: engine.folder,
      agent: 'generic',
      lifecycle: 'active',
    });
    expect(pane.info.owner).toBe(session.id);
    await expect(engine.sessions.adopt('my work')).rejects.toMatchObject({ kind: 'conflict' });
    pane.info = { ...pane.info, sessionName: 'renamed by hand' };
    expect((await engine.sessions.reconcile()).adopted).toEqual(['my work']);
  });

  it('what is not there, and what has several panes, is not guessed at', async () => {
    const engine = await testEngine();
    await expect(engine.sessions.adopt('nobody')).rejects.toMatchObject({
      kind: 'session_not_found',
    });
    engine.tmux.plant({ sessionName: 'twice' });
    engine.tmux.plant({ sessionName: 'twice' });
    await expect(engine.sessions.adopt('twice')).rejects.toMatchObject({
      kind: 'ambiguous',
      message: expect.stringContaining('%0, %1') as string,
    });
    expect((await engine.sessions.adopt('%1')).name).toBe('twice');
  });
});

describe('what could not be done at once', () => {
  it('P9 an end that was told and not written down is told again under the same run', async () => {
    const engine = await testEngine();
    const session = await running(engine);
    // Another one keeps the server up.
    await running(engine);
    engine.tmux.panes.delete(session.pane?.pane ?? '');
    const next = await reborn(engine);
    const update = next.store.update.bind(next.store);
    const full: typeof update = (id, change) =>
      id === session.id
        ? Promise.reject(new StoreError('io', 'no space left', null))
        : update(id, change);
    Object.assign(next.store, { update: full });
    await expect(next.sessions.start()).rejects.toMatchObject({ kind: 'store' });
    Object.assign(next.store, { update });
    await next.sessions.reconcile();
    const ended = next.notices.filter((one) => one.kind === 'ended');
    expect(ended.map((one) => one.session.runId)).toEqual([session.runId, session.runId]);
    expect(ended.map((one) => one.session.stop?.cause)).toEqual(['pane_closed', 'pane_closed']);
  });
});
