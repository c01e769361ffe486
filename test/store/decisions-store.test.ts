import { mkdir, rename, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claim, close } from '../../src/domain/decision.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { newDecisionId, newRunId, newSessionId } from '../../src/domain/ids.ts';
import { createDecisionsStore } from '../../src/store/decisions-store.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp.ts';

const sessionId = newSessionId();

function decisionOf(body: string): Decision {
  return {
    id: newDecisionId(),
    sessionId,
    runId: newRunId(),
    pane: { serverPid: 1, serverStartedAt: 1, session: '$0', window: '@0', pane: '%0' },
    agent: 'demo',
    ask: {
      kind: 'permission',
      title: 'Create file',
      body,
      options: [{ label: 'Yes', tone: 'allow' }],
      source: 'hook',
      mayBeCut: false,
      fingerprint: 'x',
    },
    about: null,
    shown: 'x',
    state: 'open',
    openedAt: '2026-01-02T03:04:05.000Z',
    answer: null,
    closedAt: null,
    note: null,
  };
}

async function filled(count: number, body: string) {
  const home = await tempFolder();
  const store = createDecisionsStore({ home, log: createMemoryLog() });
  const waits = decisionOf(body);
  await store.insert(waits);
  let last = waits;
  for (let made = 0; made < count; made += 1) {
    last = decisionOf(body);
    await store.insert(last);
    await store.update(last.id, (one) => close(one, 'superseded', one.openedAt));
  }
  await store.insert(decisionOf('the next'));
  const { size } = await stat(join(home, 'decisions.jsonl'));
  return { store, waits, last, size };
}

const openedIn = (home: string) => createDecisionsStore({ home, log: createMemoryLog() });

async function replacedByFolder(path: string): Promise<() => Promise<void>> {
  await rename(path, `${path}.there`);
  await mkdir(path);
  return async () => {
    await rmdir(path);
    await rename(`${path}.there`, path);
  };
}

describe('the book of decisions', () => {
  it('P9 is the same after a restart, at every length of its history', async () => {
    const home = await tempFolder();
    const store = openedIn(home);
    for (let made = 0; made < 40; made += 1) {
      const one = decisionOf('x'.repeat(60_000));
      await store.insert(one);
      expect((await openedIn(home).all()).at(-1)).toEqual(one);
      const closed = await store.update(one.id, (each) => ({ ...each, note: `no. ${made}` }));
      expect(await openedIn(home).get(one.id)).toEqual(closed);
    }
    const all = await store.all();
    expect(all).toHaveLength(40);
    expect(await openedIn(home).all()).toEqual(all);
  });

  it('a longer text that came later is kept with its decision', async () => {
    const home = await tempFolder();
    const store = openedIn(home);
    const one = decisionOf('the cut of it');
    await store.insert(one);
    const whole = { ...one.ask, body: 'the whole of it' };
    await store.update(one.id, (each) => ({ ...each, ask: whole, about: 'Bash x' }));
    await store.update(one.id, (each) => close(each, 'superseded', each.openedAt));
    expect(await openedIn(home).get(one.id)).toMatchObject({ ask: whole, state: 'superseded' });
  });

  it('whoever asks while one is being written hears of it', async () => {
    const store = openedIn(await tempFolder());
    const one = decisionOf('npm test');
    const [, all, found] = await Promise.all([store.insert(one), store.all(), store.get(one.id)]);
    expect([...all, found]).toEqual([one, one]);
  });

  it('of two who claim one, the second sees the claim of the first', async () => {
    const store = openedIn(await tempFolder());
    const one = decisionOf('npm test');
    await store.insert(one);
    const answer = (by: string) => ({ by, label: 'Yes', at: one.openedAt });
    const claims = await Promise.all(
      ['ada', 'bob'].map((by) => store.update(one.id, (each) => claim(each, answer(by)))),
    );
    expect(claims.map((each) => each?.answer?.by)).toEqual(['ada', undefined]);
  });

  it('what could not be written has not happened', async () => {
    const home = await tempFolder();
    const path = join(home, 'decisions.jsonl');
    const one = decisionOf('npm test');
    await openedIn(home).insert(one);
    const store = openedIn(home);
    expect(await store.all()).toEqual([one]);
    const back = await replacedByFolder(path);
    await expect(store.insert(decisionOf('the next'))).rejects.toThrow(`cannot write ${path}`);
    const note = (text: string) => store.update(one.id, (each) => ({ ...each, note: text }));
    await expect(note('new')).rejects.toThrow(`cannot write ${path}`);
    expect(await store.all()).toEqual([one]);
    await back();
    const changed = await note('later');
    expect(await store.all()).toEqual([changed]);
    expect(await openedIn(home).all()).toEqual([changed]);
  });

  it('a book that cannot be read is no empty one, and is asked for again', async () => {
    const home = await tempFolder();
    const one = decisionOf('npm test');
    await openedIn(home).insert(one);
    const path = join(home, 'decisions.jsonl');
    const back = await replacedByFolder(path);
    const store = openedIn(home);
    await expect(store.all()).rejects.toThrow(`cannot read ${path}`);
    await expect(store.insert(decisionOf('the next'))).rejects.toThrow(`cannot read ${path}`);
    await back();
    expect(await store.all()).toEqual([one]);
  });

  it('P11 stays small however long the commands were, and keeps all that are open', async () => {
    const { store, waits, last, size } = await filled(40, 'x'.repeat(100_000));
    expect(size).toBeLessThan(4_000_000);
    expect(await store.get(waits.id)).toMatchObject({ state: 'open' });
    expect(await store.get(last.id)).toMatchObject({ state: 'superseded' });
  });

  it('keeps the hundred that were closed last', async () => {
    const { store, waits, last } = await filled(120, 'npm test');
    const all = await store.all();
    expect(all.filter((one) => one.state === 'superseded')).toHaveLength(100);
    expect(all[0]?.id).toBe(waits.id);
    expect(all.at(-2)?.id).toBe(last.id);
  });
});

it('P9 that words answer a question is known after a restart as well', async () => {
  const home = await tempFolder();
  const opened = () => openedIn(home);
  const plain = decisionOf('Which one?');
  const free: Decision = { ...decisionOf('Which one?'), ask: { ...plain.ask, ownWords: true } };
  await opened().insert(plain);
  await opened().insert(free);
  expect(await opened().get(free.id)).toEqual(free);
  expect((await opened().get(plain.id))?.ask).not.toHaveProperty('ownWords');
});
