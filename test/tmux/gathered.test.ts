import { expect, it } from 'vitest';
import { gathered } from '../../src/tmux/gathered.ts';

it('a call while one runs waits for the next, and all that wait share it', async () => {
  const ends: ((value: number) => void)[] = [];
  const call = gathered(() => new Promise<number>((resolve) => ends.push(resolve)));
  const first = call();
  const others = [call(), call(), call()];
  expect(ends).toHaveLength(1);
  ends[0]?.(1);
  expect(await first).toBe(1);
  await Promise.resolve();
  expect(ends).toHaveLength(2);
  ends[1]?.(2);
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
  expect(ends).toHaveLength(2);
});

it('the failure of one is not that of the next', async () => {
  let calls = 0;
  const call = gathered(async () => {
    calls += 1;
    if (calls === 1) throw new Error('broken');
    return calls;
  });
  const [first, second] = await Promise.allSettled([call(), call()]);
  expect(first.status).toBe('rejected');
  expect(second).toEqual({ status: 'fulfilled', value: 2 });
});
