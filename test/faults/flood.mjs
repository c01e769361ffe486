// Writes as fast as the terminal takes it, at most 50 MB/s, and notes in a file how fast that is.
import { writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , meter] = process.argv;
const block = Buffer.from(`${'flood '.repeat(25)}\n`.repeat(434));
const most = 50e6;
const from = performance.now();
let written = 0;
let noted = 0;
for (;;) {
  const seconds = (performance.now() - from) / 1000;
  if (written > seconds * most) await sleep(1);
  written += writeSync(1, block);
  if (seconds < noted + 0.5) continue;
  noted = seconds;
  writeFileSync(meter, String(written / 1e6 / seconds));
}
