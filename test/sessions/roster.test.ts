import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Session } from '../../src/domain/session.ts';
import { createSessionsStore } from '../../src/store/files-sessions.ts';
import { StoreError } from '../../src/store/sessions-store.ts';
import { testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';

function documentOf(engine: TestEngine, session: Session): string {
  return join(engine.home, 'sessions', session.project, `${session.id}.json`);
}

describe('get and list', () => {
  it('S2.1 S2.2 S2.4 S2.5 two ways in share one authority over one store', async () => {
    const engine = await testEngine();
    const made = await engine.sessions.create({ cwd: engine.folder });
    const [one, other] = await Promise.all([
      engine.sessions.get(made.id),
      engine.sessions.resolve('shop'),
    ]);
    expect(one).toEqual(other);
    expect(await engine.store.get(made.id)).toEqual(one);
  });

  it('S2.37 S2.89 sees what another process wrote', async () => {
    const engine = await testEngine();
    const made = await engine.sessions.create({ cwd: engine.folder });
    const other = createSessionsStore({ base: join(engine.home, 'sessions'), log: engine.log });
    await other.update(made.id, (one) => ({ ...one, task: 'changed elsewhere' }));
    expect((await engine.sessions.get(made.id)).task).toBe('changed elsewhere');
    expect((await engine.sessions.list()).sessions[0]?.task).toBe('changed elsewhere');
  });

  it('S2.38 T2.19 a slow read of one session does not hold up another', async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let slow: string | null = null;
    const { sessions, folder } = await testEngine({
      wrapStore: (store) => ({
        ...store,
        async get(id) {
          if (id === slow) await gate;
          return store.get(id);
        },
      }),
    });
    const first = await sessions.create({ cwd: folder });
    const second = await sessions.create({ cwd: folder });
    slow = first.id;
    const waiting = sessions.get(first.id);
    expect((await sessions.get(second.id)).id).toBe(second.id);
    release();
    expect((await waiting).id).toBe(first.id);
  });

  it('S2.39 S2.90 T2.22 an unreadable record is served as last known; an unknown id is still not found', async () => {
    const engine = await testEngine();
    const made = await engine.sessions.create({ cwd: engine.folder });
    await writeFile(documentOf(engine, made), '{"version": 1, "id": "tor');
    expect((await engine.sessions.get(made.id)).name).toBe('tap-shop');
    const id = newSessionId();
    await expect(engine.sessions.get(id)).rejects.toMatchObject({
      kind: 'session_not_found',
      message: `session not found: ${id}`,
    });
  });

  it('S2.9 S2.40 only an absent id is not found; every other failure is a store error', async () => {
    let broken = false;
    const { sessions, folder } = await testEngine({
      wrapStore: (store) => ({
        ...store,
        get: (id) => (broken ? Promise.reject(new StoreError('io', 'bad disk')) : store.get(id)),
      }),
    });
    const made = await sessions.create({ cwd: folder });
    broken = true;
    await expect(sessions.get(made.id)).rejects.toMatchObject({
      kind: 'store',
      message: 'store error: bad disk',
    });
  });

  it('S2.41 S2.42 S2.91 T4.9 list gives every record, and the last known ones when the disk does not', async () => {
    const engine = await testEngine();
    const made = await engine.sessions.create({ cwd: engine.folder });
    await engine.sessions.create({ cwd: engine.folder });
    expect((await engine.sessions.list()).sessions).toHaveLength(2);
    await writeFile(documentOf(engine, made), 'not json');
    const view = await engine.sessions.list();
    expect(view.sessions.map((one) => one.id)).toContain(made.id);
    expect(view.unreadable).toHaveLength(1);
    expect(engine.log.lines.some((line) => line.level === 'warn')).toBe(true);
  });

  it('T2.20 a change rewrites one document and leaves the others alone', async () => {
    const engine = await testEngine();
    const one = await engine.sessions.create({ cwd: engine.folder });
    const other = await engine.sessions.create({ cwd: engine.folder });
    const before = await readFile(documentOf(engine, other), 'utf8');
    await engine.sessions.markErrored(one.id, 'out of memory');
    expect(await readFile(documentOf(engine, other), 'utf8')).toBe(before);
    const names = await readdir(join(engine.home, 'sessions', one.project));
    expect(names.filter((name) => name.endsWith('.json'))).toHaveLength(2);
  });

  it('T1.10 T4.3 C3 names resolve trimmed and in any case; an ambiguous prefix offers the candidates', async () => {
    const { sessions, folder } = await testEngine();
    const first = await sessions.create({ cwd: folder, name: 'api-one' });
    await sessions.create({ cwd: folder, name: 'api-two' });
    expect((await sessions.resolve('  TAP-API-ONE ')).id).toBe(first.id);
    expect((await sessions.resolve(first.id.slice(0, 8))).id).toBe(first.id);
    await expect(sessions.resolve('api')).rejects.toMatchObject({
      kind: 'ambiguous',
      candidates: [{ name: 'tap-api-two' }, { name: 'tap-api-one' }],
    });
  });

  it('files of the state belong to their owner alone', async () => {
    const engine = await testEngine();
    const made = await engine.sessions.create({ cwd: engine.folder });
    const { mode } = await stat(documentOf(engine, made));
    expect(mode & 0o777).toBe(0o600);
  });
});
