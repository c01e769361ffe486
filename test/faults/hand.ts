import { systemClock } from '../../src/clock.ts';
import type { Message } from '../../src/phone/model.ts';
import type { Phone } from '../../src/phone/server.ts';

/** An operator without patience: taps every button of that name, and taps again while it is still there. */
export interface Hand {
  taps(): number;
  stop(): Promise<void>;
}

const lookMs = 25;

export function impatientHand(phone: Phone, label = 'Yes', againMs = 900): Hand {
  const ending = new AbortController();
  const last = new Map<number, number>();
  let taps = 0;

  async function tapAll(): Promise<void> {
    const now = systemClock.monotonic();
    for (const message of phone.user.messages()) {
      if (!hasButton(message, label)) continue;
      const id = message.message_id;
      if (now - (last.get(id) ?? -Infinity) < againMs) continue;
      last.set(id, now);
      taps += 1;
      await phone.user.tap(id, label);
    }
  }

  async function work(): Promise<void> {
    while (!ending.signal.aborted) {
      await tapAll();
      await systemClock.sleep(lookMs, ending.signal).catch(() => undefined);
    }
  }

  const working = work();
  return {
    taps: () => taps,
    async stop() {
      ending.abort();
      await working;
    },
  };
}

export function hasButton(message: Message, label: string): boolean {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows.some((row) => row.some((button) => button.text === label));
}
