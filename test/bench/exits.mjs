import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { now, sleep, within } from './within.mjs';

/** 130 and 141 mean INT and PIPE (shells end those in silence); other codes above 128 are codes. */
const hows = [0, 1, 42, 137, 255, 'TERM', 'KILL', 'HUP', 'INT', 'SEGV'];

/**
 * Ends as it is told through a pipe. A small program on purpose: from its last line to its end a Node
 * process needs milliseconds, which are not ours.
 */
const mortal = `read -r how <"$1"
case $how in
  [0-9]*) exit "$how" ;;
  *) kill -s "$how" $$ ;;
esac`;

/** Ends `count` programs one after the other; what their exit events said, and when. */
export async function measureExits(stage, prefix, count) {
  const seen = new Map();
  const unsubscribe = stage.tmux.subscribe((event) => {
    if (event.kind === 'exit') seen.get(event.status.run)?.({ at: now(), status: event.status });
  });
  const result = { samples: [], missed: 0, wrong: 0 };
  for (let n = 0; n < count; n += 1) {
    const how = hows[n % hows.length];
    const { run, ref, pipe } = await begin(stage, `${prefix}-${n}`);
    const told = new Promise((resolve) => seen.set(run, resolve));
    // Later than what its start has set off.
    await sleep(100);
    const from = now();
    await pipe.write(`${how}\n`);
    try {
      const { at, status } = await within(8_000, told, `the exit ${how}`);
      result.samples.push((at - from) / 1e6);
      if (!isRight(status, how)) {
        result.wrong += 1;
        console.error(`  ${how} was told as ${JSON.stringify(status)}`);
      }
    } catch (error) {
      result.missed += 1;
      console.error(`  ${error.message}`);
    }
    await pipe.close();
    await stage.tmux.forgetExit(run);
    await stage.tmux.kill(ref);
  }
  unsubscribe();
  return result;
}

async function begin(stage, name) {
  const path = join(stage.server.folder, `${name}.fifo`);
  await promisify(execFile)('mkfifo', [path]);
  const { ref, run } = await stage.create(name, ['sh', '-c', mortal, 'mortal', path]);
  // Opens when somebody reads.
  const pipe = await within(10_000, open(path, 'w'), `${name} to read its pipe`);
  return { ref, run, pipe };
}

function isRight({ code, signal }, how) {
  if (typeof how === 'number') return code === how && signal === null;
  return code === null && signal === `SIG${how}`;
}
