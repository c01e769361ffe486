import { deflateSync, crc32 } from './png.ts';
import { systemClock } from '../../src/clock.ts';
import type { Clock } from '../../src/clock.ts';
import type { Phone, PhoneAddress, PhoneOptions } from '../../src/phone/server.ts';
import { createPhone } from '../../src/phone/server.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { Bot } from 'grammy';
import { afterEach } from 'vitest';

export const token = '700100200:AAExampleOnlyForTests_0123456789abcdefg';
export const key = 'test-key-1234567890';

export interface Desk {
  readonly phone: Phone;
  readonly address: PhoneAddress;
  /** Calls a method as a program without any library would; gives the whole answer. */
  readonly call: (method: string, params?: object, tokenGiven?: string) => Promise<Answer>;
  /** A grammY bot that talks to this phone. */
  readonly bot: () => Bot;
}

export interface Answer {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number };
  readonly status: number;
}

/** Phones and polling bots of a file; what a test leaves running is stopped after it. */
export function usePhones() {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  async function open(
    options: Partial<PhoneOptions> & { readonly clock?: Clock } = {},
  ): Promise<Desk> {
    const log = createMemoryLog();
    const phone = createPhone({ token, key, stateDir: null, clock: systemClock, log, ...options });
    const address = await phone.start();
    cleanups.push(() => phone.stop());
    return {
      phone,
      address,
      call: async (method, params = {}, tokenGiven = token) => {
        const response = await fetch(`${address.apiRoot}/bot${tokenGiven}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(params),
        });
        return { ...((await response.json()) as Omit<Answer, 'status'>), status: response.status };
      },
      bot: () => new Bot(token, { client: { apiRoot: address.apiRoot } }),
    };
  }

  /** Polls until the test is over. */
  async function run(bot: Bot): Promise<void> {
    await bot.init();
    const running = bot.start({ timeout: 5 });
    cleanups.push(async () => {
      await bot.stop().catch(() => {});
      await running.catch(() => {});
    });
  }

  return { open, run };
}

/** A picture of one colour that every program can read. */
export function picture(
  width: number,
  height: number,
  [red, green, blue] = [40, 110, 230],
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x += 1)
    row.set(
      [red, green, Math.min(255, (blue ?? 0) - 60 + Math.round((x / width) * 80))],
      1 + x * 3,
    );
  const pixels = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Uint8Array.from(
    Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(pixels)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
