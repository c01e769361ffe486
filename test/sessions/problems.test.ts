import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/domain/ask.ts';
import type { SessionId } from '../../src/domain/ids.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Problem } from '../../src/domain/report.ts';
import type { Trouble } from '../../src/domain/trouble.ts';
import { createProblems } from '../../src/sessions/problems.ts';
import type { Troubles } from '../../src/sessions/troubles.ts';
import { createHandClock } from '../support/hand-clock.ts';

const error: Problem = { kind: 'overloaded', text: '529' };
const working: Reading = { kind: 'working' };
const idle: Reading = { kind: 'idle' };

/** The rules alone, on a book of troubles in memory. */
function rules() {
  const standing = new Map<SessionId, Trouble>();
  const told: string[] = [];
  const troubles: Pick<Troubles, 'standing' | 'begin' | 'known' | 'end'> = {
    standing: (id) => Promise.resolve(standing.get(id) ?? null),
    begin(id, trouble) {
      standing.set(id, trouble);
      told.push(trouble.kind === 'problem' && trouble.goesOn ? 'trying' : 'stopped');
      return Promise.resolve();
    },
    known(id, trouble) {
      standing.set(id, trouble);
      told.push('known');
      return Promise.resolve();
    },
    end(id) {
      if (standing.delete(id)) told.push('over');
      return Promise.resolve();
    },
  };
  const clock = createHandClock();
  const problems = createProblems(troubles, clock);
  const id = newSessionId();
  return {
    told,
    clock,
    failed: () => problems.failed(id, error),
    prompted: () => problems.prompted(id),
    restored: () => problems.restored(id),
    saw: (reading: Reading, problem: Problem | null = null) =>
      problems.saw(id, reading, { problem, contextLeft: null }),
  };
}

describe('a turn that ended with an error', () => {
  it('is told once, whether the agent or its screen tells first', async () => {
    const { told, failed, saw } = rules();
    await saw(working);
    await failed();
    // A picture from a moment before.
    await saw(working);
    await saw(idle, error);
    await failed();
    expect(told).toEqual(['stopped']);
    await saw(working);
    await saw(idle, error);
    await failed();
    expect(told).toEqual(['stopped', 'over', 'stopped']);
  });

  it('stands until the next turn, also where its screen does not show it', async () => {
    const { told, failed, saw } = rules();
    await failed();
    await saw(working);
    await saw(idle);
    await saw(idle);
    expect(told).toEqual(['stopped']);
    await saw(working);
    await saw(idle);
    expect(told).toEqual(['stopped', 'over']);
  });

  it('after tries that led nowhere is news, and after one that did is none', async () => {
    const { told, saw } = rules();
    await saw(working, error);
    await saw(working);
    await saw(idle);
    expect(told).toEqual(['trying', 'over']);
    await saw(working, error);
    await saw(idle, error);
    expect(told).toEqual(['trying', 'over', 'trying', 'stopped']);
  });

  it('what cannot be read says nothing of it', async () => {
    const { told, saw } = rules();
    await saw(idle, error);
    await saw({ kind: 'unknown', why: 'a menu' });
    await saw(idle, error);
    expect(told).toEqual(['stopped']);
  });
});

describe('a conversation that is gone on with', () => {
  it('its old error is no news, until it was at work', async () => {
    const { told, restored, saw } = rules();
    restored();
    await saw(idle);
    await saw(idle, error);
    await saw(idle, error);
    expect(told).toEqual(['known']);
    await saw(working);
    await saw(idle, error);
    expect(told).toEqual(['known', 'over', 'stopped']);
  });

  it('what its agent itself tells of is news at once', async () => {
    const { told, restored, saw, failed } = rules();
    restored();
    await saw(idle, error);
    await failed();
    await saw(idle, error);
    expect(told).toEqual(['known', 'over', 'stopped']);
  });
});

describe('a prompt after an error', () => {
  it('ends it, and the error that still stands there is not told again', async () => {
    const { told, prompted, failed, saw } = rules();
    await failed();
    await prompted();
    expect(told).toEqual(['stopped', 'over']);
    await saw(idle, error);
    expect(told).toEqual(['stopped', 'over', 'known']);
  });

  it('that fails as well is news, though nobody saw it work', async () => {
    const { told, prompted, failed, saw } = rules();
    await failed();
    await prompted();
    await failed();
    await saw(idle, error);
    expect(told).toEqual(['stopped', 'over', 'stopped']);
  });
});
