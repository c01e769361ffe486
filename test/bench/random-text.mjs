/** The same numbers for the same seed (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { next, below, pick: (items) => items[below(items.length)] };
}

const printable = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n));
/** Every printable character of ASCII comes last again and again, the notorious ones more often. */
const lasts = [
  ...printable,
  '\n',
  '\t',
  ';',
  '\\',
  '\n',
  ' ',
  '\\;',
  ';;',
  '\\\\',
  '\n\n',
  '#',
  '}',
];

/** What means something to tmux, a shell or a terminal when it is not quoted. */
const words = [
  '#{pane_id}',
  '#(date)',
  '$HOME',
  '~/',
  '\\;',
  ' ; kill-server',
  '" ; \'',
  '{ } }',
  '%end 1 1 0',
  'Enter',
  'C-c',
  '-t',
  '\\033[201~',
  '\\n',
  '${x}',
  '%%',
  'e\u0301',
  '👩‍👩‍👧‍👦',
  '\u202E',
  '\uFEFF',
];

const maxBytes = 65_536;

/**
 * Text of a log-uniform size up to 64 KB. No control characters but newline and tab: the engine
 * refuses them before they come to the driver.
 */
export function randomText(random, n) {
  if (n % 50 === 0) return '';
  const bytes = Math.floor(Math.exp(random.next() * Math.log(maxBytes)));
  const last = lasts[n % lasts.length];
  const parts = [];
  let size = Buffer.byteLength(last);
  // One kind of text at a time, so that long runs of each kind occur too.
  let kind = random.pick(kinds);
  while (size < bytes) {
    if (random.next() < 0.02) kind = random.pick(kinds);
    const part = kind(random);
    size += Buffer.byteLength(part);
    if (size > maxBytes) break;
    parts.push(part);
  }
  parts.push(last);
  return parts.join('');
}

const kinds = [
  (random) => random.pick(printable),
  (random) => random.pick(printable),
  (random) => random.pick(['\n', '\t', ' ', '\n']),
  (random) => random.pick(words),
  (random) => scalar(0xa0 + random.below(0x1000)),
  (random) => scalar(0x1000 + random.below(0xf000)),
  (random) => scalar(0x10000 + random.below(0x100000)),
  // All planes with the same weight.
  (random) => scalar(random.below(17) * 0x10000 + random.below(0x10000)),
];

/** Surrogates are no characters, and controls are refused earlier. */
function scalar(code) {
  const bad = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000);
  return String.fromCodePoint(bad ? code + 0x2800 : code);
}
