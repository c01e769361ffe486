import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/sessions-store.ts';
import type { TestEngineOptions } from '../support/engine.ts';
import type { FakeTmux } from '../support/fake-tmux.ts';
import { asks } from '../support/hooked-agent.ts';
import { only, tellingHouse } from '../support/telling-house.ts';
import { until } from '../support/until.ts';

const unread = { kind: 'unknown', why: 'no answer' } as const;

/** With a count of the looks at its pane, and a way to wait for all that was told before. */
async function watchedHouse(options: TestEngineOptions<FakeTmux> = {}) {
  const house = await tellingHouse(options);
  const { sessions, session, engine } = house;
  const capture = engine.tmux.capture.bind(engine.tmux);
  const looks = { count: 0 };
  engine.tmux.capture = (ref) => {
    looks.count += 1;
    return capture(ref);
  };
  return {
    ...house,
    /** A picture of this is on its way, and handled. */
    saw: async (line: string, attention: string) => {
      house.show(line);
      await until(() => sessions.live(session.id)?.attention === attention, `the sight of ${line}`);
      await sessions.desk.settled(await sessions.get(session.id), 'nothing');
    },
    looked: async (times: number) => {
      const enough = looks.count + times;
      await until(() => looks.count >= enough, 'a look at the pane');
    },
  };
}

describe('while a pane cannot be read', () => {
  it('P8 P12 a late picture of an idle screen closes no prompt', async () => {
    const { engine, pane, saw, opened, looked, open } = await watchedHouse();
    await saw('ASK Run~make|Yes|No', 'awaiting_approval');
    const decision = await only(opened(1));
    engine.tmux.faults.capture = unread;
    const late = saw('IDLE', 'idle');
    pane.lines = ['ASK Run~make|Yes|No'];
    await late;
    await looked(3);
    expect(await open()).toEqual([decision]);
    delete engine.tmux.faults.capture;
    await looked(1);
    expect(await open()).toEqual([decision]);
  });

  it('a prompt that went meanwhile is closed as soon as it can, though nothing new is drawn', async () => {
    const { engine, saw, opened, closed, looked, open } = await watchedHouse();
    await saw('ASK Run~make|Yes|No', 'awaiting_approval');
    const decision = await only(opened(1));
    engine.tmux.faults.capture = unread;
    await saw('IDLE', 'idle');
    await looked(3);
    expect(await open()).toHaveLength(1);
    delete engine.tmux.faults.capture;
    expect((await closed(decision)).note).toBe('Answered at the keyboard.');
  });

  it('what was seen of it in the end and could not be written down is looked at once more', async () => {
    let isFull = false;
    const { engine, saw, opened, closed } = await watchedHouse({
      wrapDecisions: (store) => ({
        ...store,
        update(id, change) {
          if (!isFull) return store.update(id, change);
          isFull = false;
          return Promise.reject(new StoreError('full', 'the disk is full'));
        },
      }),
    });
    await saw('ASK Run~make|Yes|No', 'awaiting_approval');
    const decision = await only(opened(1));
    engine.tmux.faults.capture = unread;
    await saw('IDLE', 'idle');
    isFull = true;
    delete engine.tmux.faults.capture;
    await closed(decision);
    expect(isFull).toBe(false);
  });

  it('P8 a prompt that looks like the one before is announced as soon as it can, though nothing new is drawn', async () => {
    const { engine, saw, opened, closed } = await watchedHouse();
    await saw('ASK Run~make|Yes|No', 'awaiting_approval');
    const first = await only(opened(1));
    await saw('BUSY', 'working');
    await closed(first);
    engine.tmux.faults.capture = unread;
    await saw('ASK Run~make|Yes|No', 'awaiting_approval');
    delete engine.tmux.faults.capture;
    expect((await only(opened(1))).id).not.toBe(first.id);
  });

  it('one card that is closed meanwhile does not end the looking for another one', async () => {
    const { engine, saw, tell, opened, closed, looked } = await watchedHouse();
    await saw('IDLE', 'idle');
    const one = tell(asks('a', 'make one'));
    const first = await only(opened(1));
    const two = tell(asks('b', 'make two'));
    const second = (await opened(2)).find(({ id }) => id !== first.id);
    if (second === undefined) throw new Error('there is no second one');
    engine.tmux.faults.capture = unread;
    one.hangUp();
    await until(() => one.told);
    two.hangUp();
    await until(() => two.told);
    tell({ kind: 'settled', about: 'a' });
    await closed(first);
    await looked(5);
    delete engine.tmux.faults.capture;
    expect((await closed(second)).answer).toBeNull();
  });
});
