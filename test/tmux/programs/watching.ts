import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../src/clock.ts';
import { newRunId } from '../../../src/domain/ids.ts';
import { createTmux } from '../../../src/tmux/create.ts';

// Watches panes that never stop talking, says so, and goes on until it is killed.
const [path = '', stateDir = ''] = process.argv.slice(2);
const nothing = () => {};
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const tmux = createTmux({ socket: { kind: 'path', path }, stateDir, clock: systemClock, log });
await tmux.start();
for (let n = 0; n < 4; n += 1) {
  const made = await tmux.create({
    name: `talker-${n}`,
    workdir: '/',
    argv: ['sh', '-c', 'while :; do seq 1 2000; sleep 0.02; done'],
    env: {},
    run: newRunId(),
    owner: randomUUID(),
  });
  if (made.kind !== 'created') throw new Error(JSON.stringify(made));
  await tmux.watch(made.ref);
}
process.stdout.write('watching\n');
setInterval(nothing, 60_000);
