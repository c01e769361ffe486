import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePrograms } from '../../support/programs.ts';
import type { Programs } from '../../support/programs.ts';
import { until } from '../../support/until.ts';
import { chat, outboxDesk, token } from './desk.ts';

let programs: Programs;

beforeAll(async () => {
  programs = await compilePrograms('telegram/programs');
});
afterAll(async () => {
  await programs.dispose();
});

describe('a sender that is killed', () => {
  it('P9 loses nothing it accepted, and what it sends twice says so', async () => {
    const desk = await outboxDesk();
    const path = join(desk.home, 'outbox.jsonl');
    const promised: number[] = [];
    let next = 0;
    for (let round = 0; round < 12; round += 1) {
      const child = programs.start('sender.ts', path, desk.apiRoot, token, `${chat}`, `${next}`);
      let printed = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      if (child.stdout === null) throw new Error('the program has no output');
      await once(child.stdout, 'data');
      await sleep(Math.random() * 40);
      child.kill('SIGKILL');
      await once(child, 'close');
      // The last line may be cut; nothing was promised beyond it.
      promised.push(...printed.split('\n').slice(0, -1).map(Number));
      next += 100_000;
    }
    const { outbox, shelf } = await desk.open();
    expect(shelf.found.length).toBeGreaterThan(0);
    outbox.start();
    await until(() => shelf.found.every((one) => shelf.sent.byEntry(one.id)), 'the rest', 30_000);

    const texts = desk.texts();
    const numbers = texts.map((text) => Number(/notice (\d+)\./.exec(text)?.[1]));
    const twice = texts.filter((_text, at) => numbers.indexOf(numbers[at] ?? -1) < at);
    expect(twice.filter((text) => !text.includes('may be a repeat'))).toEqual([]);
    const seen = new Set(numbers);
    expect(promised.filter((n) => !seen.has(n))).toEqual([]);
  });
});
