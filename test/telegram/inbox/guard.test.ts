import { describe, expect, it } from 'vitest';
import { claim } from '../../../src/domain/decision.ts';
import { markOf } from '../../../src/sessions/keypad.ts';
import { guarded } from '../../../src/telegram/inbox/guard.ts';
import { lastPane, testEngine } from '../../support/engine.ts';
import { until } from '../../support/until.ts';

const yes = { kind: 'option', index: 0 } as const;

async function house(lines: readonly string[]) {
  const engine = await testEngine();
  const { id } = await engine.sessions.create({ cwd: engine.folder });
  const pane = lastPane(engine);
  pane.info = { ...pane.info, command: 'node' };
  engine.tmux.show(pane, lines);
  const begun = new Set<string>();
  /** The engine for one update, as it is when the update is handled (again). */
  const handling = () =>
    guarded(engine.sessions, (what) => {
      const isNew = !begun.has(what);
      begun.add(what);
      return Promise.resolve(isNew);
    });
  const decision = await until(async () => (await engine.sessions.pending())[0], 'a decision');
  return { engine, id, pane, decision, handling };
}

describe('an update that is taken up again', () => {
  it('P2 presses no second time for an answer that was begun: the same words may ask again', async () => {
    const { engine, id, pane, decision, handling } = await house(['ASK run|Yes|No']);
    // The same prompt at once again: as if the daemon had died between the key and the books.
    expect((await handling().answer(id, decision.id, yes, 'you')).kind).toBe('not_taken');
    expect((await handling().answer(id, decision.id, yes, 'you')).kind).toBe('refused');
    expect(pane.typed).toEqual(['1']);
    expect(await engine.sessions.desk.get(decision.id)).toMatchObject({ state: 'open' });
  });

  it('P2 presses no second time for a claim of a daemon that was killed, though it is given up at this very moment', async () => {
    const lines = ['ASK run|Yes|No'];
    const { engine, id, pane, decision } = await house(lines);
    const { sessions, decisions } = engine;
    const mine = { by: 'you', label: 'Yes', at: decision.openedAt };
    await decisions.update(decision.id, (one) => claim(one, mine));
    const get: typeof sessions.desk.get = async (which) => {
      const known = await sessions.desk.get(which);
      engine.tmux.show(pane, lines);
      await until(async () => (await sessions.desk.get(which))?.state === 'open');
      return known;
    };
    const again = guarded({ ...sessions, desk: { ...sessions.desk, get } }, () =>
      Promise.resolve(false),
    );
    expect((await again.answer(id, decision.id, yes, 'you')).kind).toBe('unknown');
    expect(pane.typed).toEqual([]);
  });

  it('P9 still gives an answer that was never begun', async () => {
    const { engine, id, pane, decision, handling } = await house(['ASK run|Yes|No']);
    pane.onTyped = () => engine.tmux.show(pane, ['BUSY']);
    const first = guarded(engine.sessions, () => Promise.resolve(false));
    expect((await first.answer(id, decision.id, yes, 'you')).kind).toBe('answered');
    expect((await handling().answer(id, decision.id, yes, 'you')).kind).toBe('already');
    expect(pane.typed).toEqual(['1']);
  });

  it('P2 presses a key for an unreadable prompt once', async () => {
    const { id, pane, decision, handling } = await house(['Overwrite file? [y/N]']);
    const press = { key: { text: 'y' }, mark: markOf(decision) };
    await handling().pressKey(id, decision.id, press, 'you');
    expect(await handling().pressKey(id, decision.id, press, 'you')).toMatchObject({
      kind: 'unknown',
    });
    expect(pane.typed).toEqual(['y']);
  });
});
