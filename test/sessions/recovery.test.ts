import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Clock } from '../../src/clock.ts';
import type { Choice } from '../../src/domain/ask.ts';
import { claim } from '../../src/domain/decision.ts';
import type { Decision, DecisionState } from '../../src/domain/decision.ts';
import { testEngine } from '../support/engine.ts';
import { hookedAgent } from '../support/hooked-agent.ts';
import { obeys, only, tellingHouse } from '../support/telling-house.ts';
import { until } from '../support/until.ts';

const yes: Choice = { kind: 'option', index: 0 };
const mine = { by: 'telegram:1', label: 'Yes', at: '2026-01-01T00:00:00.000Z' };
const silent = { kind: 'unknown' as const, why: 'no answer' };

/** A daemon was killed, with a decision claimed or only open; `start` is the next one's. */
async function killed(how: { readonly claimed: boolean } = { claimed: true }) {
  const before = await tellingHouse();
  before.show('ASK Run~make|Yes|No');
  const decision = await only(before.opened(1));
  await before.engine.sessions.stop();
  const { tmux, home, store } = before.engine;
  if (how.claimed) await before.engine.decisions.update(decision.id, (one) => claim(one, mine));
  return {
    tmux,
    home,
    store,
    decision,
    session: before.session,
    pane: before.pane,
    show: before.show,
    start: async (options: { readonly clock?: Clock } = {}) => {
      const engine = await testEngine({ home, tmux, agents: [hookedAgent], ...options });
      const { sessions } = engine;
      const now = () => sessions.desk.get(decision.id);
      return {
        ...engine,
        now,
        becomes: (state: DecisionState) =>
          until(async () => {
            const one = await now();
            return one?.state === state ? one : null;
          }, `the decision to be ${state}`),
        /** What its card was told last. */
        told: (): Decision | undefined =>
          engine.notices
            .flatMap((one) => (one.kind === 'decision_changed' ? [one.decision] : []))
            .findLast((one) => one.id === decision.id),
        answer: () => sessions.answer(before.session.id, decision.id, yes, 'telegram:1'),
      };
    },
  };
}

describe('a decision that was being answered when tapmux died', () => {
  it('P3 P8 is asked again when its pane cannot be read, and answered when it can', async () => {
    const house = await killed();
    house.tmux.faults.capture = silent;
    const { becomes, told, answer } = await house.start();
    const open = await becomes('open');
    expect(open.note).toContain('no answer');
    await until(() => told()?.state === 'open', 'its card');
    expect(await answer()).toMatchObject({ kind: 'refused' });
    expect(house.pane.typed).toEqual([]);
    delete house.tmux.faults.capture;
    obeys(house.pane, house.show);
    expect(await answer()).toMatchObject({ kind: 'answered' });
    expect(house.pane.typed).toEqual(['1']);
  });

  it('P3 is closed when its pane can be read and its prompt has gone, and nobody claims whose key it was', async () => {
    const house = await killed();
    house.tmux.faults.capture = silent;
    house.pane.lines = ['BUSY'];
    const { becomes, told } = await house.start();
    await becomes('open');
    delete house.tmux.faults.capture;
    const closed = await becomes('answered');
    expect(closed).toMatchObject({ answer: mine, note: expect.stringContaining('nobody saw') });
    await until(() => told()?.state === 'answered', 'its card');
    expect(house.pane.typed).toEqual([]);
  });

  it('P2 P3 was answered by the first tap when a second one finds its prompt gone', async () => {
    const house = await killed();
    house.tmux.faults.capture = silent;
    // Time that passes: or the next look is faster than the tap.
    const { becomes, answer } = await house.start({ clock: systemClock });
    await becomes('open');
    delete house.tmux.faults.capture;
    house.pane.lines = ['ASK Run~other|Yes|No'];
    expect(await answer()).toMatchObject({ kind: 'refused' });
    expect(await becomes('answered')).toMatchObject({ answer: mine });
    expect(house.pane.typed).toEqual([]);
  });

  it('P12 is not given up while tmux says nothing at all, and closed when the pane turns out to be gone', async () => {
    const house = await killed();
    house.tmux.faults.capture = silent;
    house.tmux.faults.list = silent;
    const { becomes, sessions } = await house.start();
    await becomes('open');
    expect((await sessions.get(house.session.id)).lifecycle).toBe('active');
    house.tmux.panes.clear();
    delete house.tmux.faults.capture;
    delete house.tmux.faults.list;
    await sessions.round();
    await until(async () => (await sessions.pending()).length === 0, 'its end');
  });

  it.each(['its pane', 'its server'])('P3 is closed when %s has gone', async (what) => {
    const house = await killed();
    if (what === 'its pane') house.tmux.panes.clear();
    else house.tmux.restartServer();
    const { becomes, told } = await house.start();
    expect((await becomes('superseded')).note).toBe('Its program has ended.');
    await until(() => told()?.state === 'superseded', 'its card');
  });

  it('P3 is closed when its session has gone on with another run', async () => {
    const house = await killed();
    house.tmux.exit(house.pane, { code: 0 });
    const between = await testEngine({ home: house.home, tmux: house.tmux, agents: [hookedAgent] });
    await between.sessions.resume(house.session.id, 'cli:test');
    await between.sessions.stop();
    await between.decisions.update(house.decision.id, () => ({
      ...house.decision,
      state: 'answering',
      answer: mine,
    }));
    const { becomes, told } = await house.start();
    expect((await becomes('superseded')).note).toBe('Its program has ended.');
    await until(() => told()?.state === 'superseded', 'its card');
  });

  it('P18 does not keep the others from starting when the record of its session is gone', async () => {
    const house = await killed();
    const { project, id } = house.session;
    await unlink(join(house.home, 'sessions', project, `${id}.json`));
    house.tmux.panes.clear();
    const { sessions } = await house.start();
    expect(await sessions.pending()).toEqual([]);
  });
});

describe('a decision whose run ended with tapmux', () => {
  it.each([true, false])(
    'P8 is closed though only the end of the session was written down (claimed: %s)',
    async (claimed) => {
      const house = await killed({ claimed });
      await house.store.update(house.session.id, (one) => ({
        ...one,
        lifecycle: 'stopped',
        attention: 'exited',
        pane: null,
        stop: { cause: 'operator', at: mine.at, exitCode: null, signal: null },
      }));
      house.tmux.panes.clear();
      const { sessions, told } = await house.start();
      expect(await sessions.pending()).toEqual([]);
      expect(told()?.closedAt).not.toBeNull();
      expect((await sessions.get(house.session.id)).pendingDecision).toBeNull();
    },
  );
});
