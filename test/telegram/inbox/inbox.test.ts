import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Update } from 'grammy/types';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { openInbox } from '../../../src/telegram/inbox/inbox.ts';
import { tempFolder } from '../../support/temp.ts';

const log = pino({}, new Writable({ write: (_chunk, _encoding, done) => done() }));
const update = (id: number) =>
  ({ update_id: id, message: { text: `n ${id}` } }) as unknown as Update;

async function inboxes() {
  const path = join(await tempFolder(), 'inbox.jsonl');
  const time = { now: 1_700_000_000_000 };
  return { time, open: () => openInbox({ path, clock: { now: () => time.now }, log }) };
}

describe('the inbox', () => {
  it('P2 takes each update once, before and after a restart', async () => {
    const { open } = await inboxes();
    const first = await open();
    expect(await first.take(update(10))).toBe('new');
    expect(await first.take(update(10))).toBe('known');
    await first.done(10);
    expect(await first.take(update(10))).toBe('known');
    expect(await first.take(update(9))).toBe('known');
    await first.close();
    const second = await open();
    expect(second.found).toEqual([]);
    expect(await second.take(update(10))).toBe('known');
    expect(await second.take(update(11))).toBe('new');
    await second.close();
  });

  it('P9 what was taken and not finished is found again, with how often it was tried', async () => {
    const { open } = await inboxes();
    const first = await open();
    await first.take(update(10));
    await first.take(update(11));
    await first.done(10);
    await first.close();
    const second = await open();
    expect(second.found).toEqual([{ update: update(11), tries: 1 }]);
    expect(await second.retry(11)).toBe(2);
    await second.close();
    const third = await open();
    expect(third.found).toEqual([{ update: update(11), tries: 2 }]);
    await third.close();
  });

  it('P6 an effect is allowed once, over restarts too', async () => {
    const { open } = await inboxes();
    const first = await open();
    await first.take(update(10));
    expect(await first.once(10, 'send 1')).toBe(true);
    expect(await first.once(10, 'send 1')).toBe(false);
    await first.close();
    const second = await open();
    expect(await second.once(10, 'send 1')).toBe(false);
    expect(await second.once(10, 'send 2')).toBe(true);
    await second.close();
  });

  it('an old mark says nothing: after a week Telegram counts from anywhere', async () => {
    const { open, time } = await inboxes();
    const first = await open();
    await first.take(update(900));
    await first.done(900);
    time.now += 6 * 24 * 3_600_000 + 1;
    expect(await first.take(update(5))).toBe('new');
    await first.done(5);
    expect(await first.take(update(5))).toBe('known');
    expect(await first.take(update(6))).toBe('new');
    await first.close();
  });
});
