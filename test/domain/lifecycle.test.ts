import { describe, expect, it } from 'vitest';
import { canMove, transition } from '../../src/domain/lifecycle.ts';
import type { Lifecycle } from '../../src/domain/session.ts';
import { lifecycles } from '../../src/domain/states.ts';

const pairs = lifecycles.flatMap((from) => lifecycles.map((to) => [from, to] as const));

describe('transition', () => {
  it('S1.11 has an answer for every pair of states, outside the record itself', () => {
    for (const [from, to] of pairs) {
      const { kind } = transition(from, to);
      expect(kind === 'same').toBe(from === to);
      expect(kind === 'moved').toBe(from !== to && canMove(from, to));
    }
  });

  it('an illegal move names both states', () => {
    expect(transition('decommissioned', 'active')).toEqual({
      kind: 'illegal',
      why: 'cannot go from decommissioned to active',
    });
  });

  it('T2.8 nothing leads back from decommissioned', () => {
    const ways = lifecycles.filter((to) => canMove('decommissioned', to));
    expect(ways).toEqual([]);
  });

  it('S2.54 only stopped and errored sessions start again', () => {
    const ways = lifecycles.filter((from) => canMove(from, 'starting'));
    expect(ways).toEqual(['provisioning', 'stopped', 'errored'] satisfies Lifecycle[]);
  });

  it('C6 every session that is not over can be decommissioned; only ended ones are archived', () => {
    const over: readonly Lifecycle[] = ['decommissioned'];
    for (const from of lifecycles) {
      expect(canMove(from, 'decommissioned')).toBe(!over.includes(from));
    }
    expect(lifecycles.filter((from) => canMove(from, 'archived'))).toEqual(['stopped', 'errored']);
  });
});
