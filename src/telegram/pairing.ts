import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { BotDocument, Paired } from './state/bot-book.ts';
import { openBotBook } from './state/bot-book.ts';

/**
 * How a phone becomes the operator's: a code that the terminal shows is sent to the bot. It works
 * once and for five minutes, and only its hash is kept.
 */
export interface Pairing {
  /** A new code; an earlier one that was not used is void. */
  create(): Promise<PairingCode>;
  redeem(user: { readonly id: number; readonly name: string }, text: string): Promise<boolean>;
  paired(): Promise<readonly Paired[]>;
}

export interface PairingCode {
  /** In groups, to be read and typed. */
  readonly code: string;
  readonly expiresAt: number;
  /** Opens the bot on the phone with the code in it. */
  link(botUsername: string): string;
}

const lifeMs = 5 * 60_000;
const triesPerHour = 5;
const hourMs = 3_600_000;
const peopleKept = 1_000;

/** No 0, 1, 8 or 9: nothing that reads like a letter. 26 of them are 130 bits. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export function createPairing(
  home: string,
  options: { readonly clock: Pick<Clock, 'now'>; readonly book?: BotDocument },
): Pairing {
  const book = options.book ?? openBotBook(home);
  const { clock } = options;
  const tries = new Map<number, readonly number[]>();

  /** Wrong codes count per person, whether or not a code is open. */
  function mayTry(user: number): boolean {
    const now = clock.now();
    const recent = (tries.get(user) ?? []).filter((at) => now - at < hourMs);
    if (recent.length >= triesPerHour) return false;
    tries.delete(user);
    tries.set(user, [...recent, now]);
    const [oldest] = tries.keys();
    if (tries.size > peopleKept && oldest !== undefined) tries.delete(oldest);
    return true;
  }

  return {
    async create() {
      const plain = encode(randomBytes(17)).slice(0, 26);
      const expiresAt = clock.now() + lifeMs;
      const hash = hashOf(plain).toString('hex');
      await book.update((one) => ({ ...one, pairing: { hash, expiresAt } }));
      return {
        code: plain.match(/.{1,5}/g)?.join('-') ?? plain,
        expiresAt,
        link: (botUsername) => `https://t.me/${botUsername}?start=${plain}`,
      };
    },
    async redeem(user, text) {
      const given = normalised(text);
      if (given === null || !mayTry(user.id)) return false;
      let done = false;
      await book.update((one) => {
        done = false;
        const { pairing } = one;
        if (pairing === null || pairing.expiresAt <= clock.now()) return null;
        if (!timingSafeEqual(hashOf(given), Buffer.from(pairing.hash, 'hex'))) return null;
        done = true;
        const at = new Date(clock.now()).toISOString();
        const others = one.paired.filter((person) => person.user !== user.id);
        const me = { user: user.id, name: user.name, at };
        return { ...one, pairing: null, paired: [...others, me] };
      });
      if (done) tries.delete(user.id);
      return done;
    },
    paired: async () => (await book.read()).paired,
  };
}

/** What could be a code at all; everything else costs no try. */
function normalised(text: string): string | null {
  const plain = text
    .replace(/^\/start(?:@\w+)?\s+/i, '')
    .toLowerCase()
    .replaceAll(/[\s-]/g, '');
  return /^[a-z2-7]{26}$/.test(plain) ? plain : null;
}

function hashOf(code: string): Buffer {
  return createHash('sha256').update(`tapmux pairing ${code}`).digest();
}

function encode(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((value >>> bits) & 31);
      value &= (1 << bits) - 1;
    }
  }
  return text;
}
