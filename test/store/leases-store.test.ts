import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyLease } from '../../src/domain/lease.ts';
import { clear } from '../../src/domain/lease-clear.ts';
import { createLeasesStore } from '../../src/store/leases-store.ts';
import { autonomous, interactive, laden, leaseBench, t0 } from '../support/leases.ts';

const version2 = { schema_version: 2, started_at: t0, last_started_at: t0, start_count: 3 };

describe('the book of leases', () => {
  it('S3.1 has one document per session, and all works on that one', async () => {
    const { store, id, dir, put } = await leaseBench();
    await put(laden(interactive()));
    await put(laden(autonomous()));
    expect(await readdir(dir)).toEqual([`${id}.json`]);
    expect((await store.read(id)).state?.ownerId).toBe('worker');
  });

  it('S3.132 gives back id, count and mode to whoever opens it next', async () => {
    const { id, dir, put } = await leaseBench();
    await put(laden(interactive({ startCount: 5, mode: 'implement' })));
    const again = await createLeasesStore({ dir, warn: () => undefined }).read(id);
    expect(again.state).toMatchObject({ sessionId: 'ses_OLD', startCount: 5, mode: 'implement' });
  });

  it('S3.105 S3.111 reading creates nothing', async () => {
    const { store, id, dir } = await leaseBench();
    expect(await store.read(id)).toEqual(emptyLease);
    expect(await readdir(dir)).toEqual([]);
  });

  it('leaves a document of a newer version alone', async () => {
    const { store, id } = await leaseBench();
    await writeFile(store.path(id), '{"version":5,"state":null}');
    await expect(store.read(id)).rejects.toThrow('newer');
    expect(await readFile(store.path(id), 'utf8')).toBe('{"version":5,"state":null}');
  });
});

describe('a transaction', () => {
  it('S3.112 holds the lock from its first read on: nothing is lost between two stores', async () => {
    const { store, id, dir, put } = await leaseBench();
    await put(laden(interactive({ revision: 0 })));
    const rival = createLeasesStore({ dir, warn: () => undefined });
    const count = (book: typeof store) =>
      book.transact(id, (current) => {
        const { state } = current;
        if (state === null) throw new Error('the lease is gone');
        const next = { ...current, state: { ...state, revision: state.revision + 1 } };
        return { result: next.state.revision, next };
      });
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, n) => count(n % 2 === 0 ? store : rival)),
    );
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('S3.113 S3.138 that succeeds is stored: lease gone, escalations empty', async () => {
    const { store, id, put } = await leaseBench();
    await put(laden(interactive()));
    await store.transact(id, (current) => {
      const outcome = clear(current, current.state, {}, t0);
      return { result: null, next: outcome.kind === 'applied' ? outcome.value.document : null };
    });
    expect(await store.read(id)).toMatchObject({ state: null, escalations: [] });
  });

  it('S3.113 S3.135 that fails after it took everything away leaves every byte in place', async () => {
    const { store, id, put } = await leaseBench();
    await put(laden(interactive()));
    const bytes = await readFile(store.path(id), 'utf8');
    const failing = store.transact(id, (current) => {
      const outcome = clear(current, current.state, {}, t0);
      if (outcome.kind !== 'applied') throw new Error('not cleared');
      throw new Error('too late');
    });
    await expect(failing).rejects.toThrow('too late');
    expect(await readFile(store.path(id), 'utf8')).toBe(bytes);
    expect(await store.read(id)).toEqual(laden(interactive()));
  });

  it('S3.114 S3.137 that throws anything at all comes through, and the next one works', async () => {
    const { store, id, put } = await leaseBench();
    await put(laden(interactive()));
    const bug = new TypeError('not a function');
    const failing = store.transact(id, () => {
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    expect(await store.transact(id, () => ({ result: 'still here', next: null }))).toBe(
      'still here',
    );
    expect((await store.read(id)).state).toMatchObject({ sessionId: 'ses_OLD' });
  });
});

describe('a file of the older form', () => {
  it('S3.106 S3.107 S3.109 becomes the lease, and is renamed', async () => {
    const { store, id, dir } = await leaseBench();
    await writeFile(join(dir, `${id}.legacy.json`), JSON.stringify(version2));
    expect((await store.read(id)).state).toMatchObject({ startCount: 3, revision: 0 });
    expect((await readdir(dir)).toSorted()).toEqual([`${id}.json`, `${id}.legacy.json.migrated`]);
    const again = createLeasesStore({ dir, warn: () => undefined });
    expect((await again.read(id)).state).toMatchObject({ startCount: 3 });
  });

  it('S3.108 S3.109 is not even parsed when there is a lease, and still renamed', async () => {
    const { store, id, dir, put, warnings } = await leaseBench();
    await put(laden(interactive()));
    await writeFile(join(dir, `${id}.legacy.json`), 'not JSON at all');
    expect((await store.read(id)).state).toMatchObject({ sessionId: 'ses_OLD' });
    expect((await readdir(dir)).toSorted()).toEqual([`${id}.json`, `${id}.legacy.json.migrated`]);
    expect(warnings).toEqual([]);
  });

  it('S3.109 that cannot be renamed is an error', async () => {
    const { store, id, dir } = await leaseBench();
    await writeFile(join(dir, `${id}.legacy.json`), JSON.stringify(version2));
    await mkdir(join(dir, `${id}.legacy.json.migrated`));
    await expect(store.read(id)).rejects.toThrow(`${id}.legacy.json`);
  });

  it('S3.110 that cannot be read fails with its path', async () => {
    const { store, id, dir } = await leaseBench();
    await mkdir(join(dir, `${id}.legacy.json`));
    await expect(store.read(id)).rejects.toThrow(join(dir, `${id}.legacy.json`));
  });

  it('T3.14 that is corrupt is put aside and blocks nobody', async () => {
    const { store, id, dir, warnings, leases } = await leaseBench();
    await writeFile(join(dir, `${id}.legacy.json`), '{"schema_version": 3, "start');
    expect(await store.read(id)).toEqual(emptyLease);
    expect(await readdir(dir)).toEqual([
      expect.stringMatching(/^[-0-9a-f]+\.legacy\.json\.broken-/),
    ]);
    expect(warnings).toEqual([expect.stringContaining(`${id}.legacy.json`)]);
    expect(await leases.start(id, { lifecycle: 'interactive' })).toMatchObject({ ok: true });
  });

  it('S3.106 imported late cannot bring back what was cleared', async () => {
    const { store, id, dir, leases } = await leaseBench();
    await writeFile(join(dir, `${id}.legacy.json`), JSON.stringify(version2));
    const rival = createLeasesStore({ dir, warn: () => undefined });
    const [cleared] = await Promise.all([leases.clear(id, {}), rival.read(id), store.read(id)]);
    expect(cleared).toMatchObject({ ok: true, report: { cleared: true } });
    expect((await rival.read(id)).state).toBeNull();
  });

  it('S3.53 S3.136 with escalations is taken over before a transaction, which cannot lose them', async () => {
    const { store, id, dir, put } = await leaseBench();
    await put({ ...emptyLease, state: interactive() });
    const path = join(dir, `${id}.legacy-escalations.json`);
    const entry = { id: 'e1', text: 'disk full', blocking: false, raised_at: t0 };
    await writeFile(path, JSON.stringify([entry]));
    await store.importEscalations(id);
    expect((await readdir(dir)).toSorted()).toEqual([
      `${id}.json`,
      `${id}.legacy-escalations.json.migrated`,
    ]);
    const failing = store.transact(id, (current) => {
      const outcome = clear(current, current.state, {}, t0);
      throw new Error(outcome.kind);
    });
    await expect(failing).rejects.toThrow('applied');
    expect((await store.read(id)).escalations).toEqual([
      { id: 'e1', text: 'disk full', blocking: false, raisedAt: t0 },
    ]);
  });
});
