import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { close } from '../../src/domain/decision.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { newDecisionId, newRunId, newSessionId } from '../../src/domain/ids.ts';
import { createDecisionsStore } from '../../src/store/decisions-store.ts';
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
  const store = createDecisionsStore({ home, onQuarantine: () => {} });
  const waits = decisionOf(body);
  await store.insert(waits);
  let last = waits;
  for (let made = 0; made < count; made += 1) {
    last = decisionOf(body);
    await store.insert(last);
    await store.update(last.id, (one) => close(one, 'superseded', one.openedAt));
  }
  await store.insert(decisionOf('the next'));
  const { size } = await stat(join(home, 'decisions.json'));
  return { store, waits, last, size };
}

describe('the book of decisions', () => {
  it('P11 stays small however long the commands were, and keeps all that are open', async () => {
    const { store, waits, last, size } = await filled(40, 'x'.repeat(100_000));
    expect(size).toBeLessThan(2_000_000);
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
  const opened = () => createDecisionsStore({ home, onQuarantine: () => {} });
  const plain = decisionOf('Which one?');
  const free: Decision = { ...decisionOf('Which one?'), ask: { ...plain.ask, ownWords: true } };
  await opened().insert(plain);
  await opened().insert(free);
  expect(await opened().get(free.id)).toEqual(free);
  expect((await opened().get(plain.id))?.ask).not.toHaveProperty('ownWords');
});
