/** Crockford's alphabet: no I, L, O or U, so that a spoken or copied id is not misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 48 bits of time and 80 random bits in 26 characters; sorts by time. */
export function ulid(nowMs: number): string {
  const time = digits(BigInt(Math.max(0, Math.trunc(nowMs))), 10);
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const random = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return time + digits(random, 16);
}

function digits(value: bigint, length: number): string {
  let text = '';
  let rest = value;
  for (let n = 0; n < length; n += 1) {
    text = alphabet.charAt(Number(rest % 32n)) + text;
    rest /= 32n;
  }
  return text;
}
