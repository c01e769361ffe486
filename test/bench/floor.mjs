// What a terminal costs without tmux: this process holds both ends of a pty (13 the master, 14 the slave),
// the agent runs on the slave. Prints the samples as JSON.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { listenForAgents } from './agents.mjs';
import { createCleanup } from './cleanup.mjs';
import { now, sleep } from './within.mjs';

const cleanup = createCleanup();
const agents = await listenForAgents(process.argv[2], cleanup);
const [node, ...args] = agents.argv('floor');
const child = spawn(node, args, { stdio: [14, 14, 'inherit'] });
const agent = await agents.ready('floor');

let text = '';
let seen = () => {};
const master = new ReadStream(13);
master.on('data', (chunk) => {
  text += chunk.toString('utf8');
  seen();
});

const writes = [];
const reads = [];
for (let n = 0; n < 300; n += 1) {
  const read = agent.read();
  const from = now();
  writeSync(13, 'x');
  writes.push(((await read) - from) / 1e6);

  const marker = `mark-${n}-`;
  const shown = new Promise((resolve) => {
    seen = () => text.includes(marker) && resolve(now());
  });
  const [said, at] = await Promise.all([agent.say(marker), shown]);
  reads.push((at - said) / 1e6);
  text = '';
  await sleep(5);
}
await cleanup.run();
child.kill();
process.stdout.write(JSON.stringify({ writes, reads }), () => process.exit(0));
