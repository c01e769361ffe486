import { expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { running, shows } from '../support/running.ts';
import { until } from '../support/until.ts';

it('a turn is over also when a screen that nobody can read came in between, and once', async () => {
  const engine = await testEngine();
  const at = await running(engine);
  await shows(engine, at, ['BUSY'], 'working');
  for (const lines of [['???'], ['SAID done', 'IDLE'], ['???'], ['SAID done', 'IDLE']]) {
    await shows(engine, at, lines, lines[0] === '???' ? 'unknown' : 'idle');
  }
  await shows(engine, at, ['ASK Next?|Yes|No'], 'awaiting_approval');
  await until(() => engine.notices.some((one) => one.kind === 'decision_opened'), 'the next');
  const turns = engine.notices.filter((one) => one.kind === 'turn_finished');
  expect(turns.map((one) => one.tail)).toEqual(['done']);
});
