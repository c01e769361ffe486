// node test/agents-real/chaos.mjs <agent> [--steps=n --seed=n --rounds=n --keep]: the daemon as it is delivered with the
// real agent and a phone, and an operator who does anything at any moment. By hand, after `npx tsc`.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { claude } from './agents/claude.mjs';
import { codex } from './agents/codex.mjs';
import { gemini } from './agents/gemini.mjs';
import { opencode } from './agents/opencode.mjs';
import { createHouse } from './chaos/house.mjs';
import { performRound } from './chaos/round.mjs';
import { install } from './install.mjs';

const agents = [claude, codex, gemini, opencode];
const words = process.argv.slice(2);
const number = (name, other) =>
  Number(words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? other);
const agent = agents.find(({ id }) => words.includes(id));
if (agent === undefined) {
  console.error(
    `Which agent? ${agents.map(({ id }) => id).join(', ')}; --steps=n --seed=n --rounds=n --keep`,
  );
  process.exit(2);
}
const steps = number('steps', 120);
const first = number('seed', Date.now() % 1_000_000);
const installed = await install(agent);
if (installed.kind === 'missing') throw new Error(installed.why);
console.log(`${agent.id} ${installed.version}`);

let bad = 0;
for (let round = 0; round < number('rounds', 1); round += 1) {
  const seed = first + round;
  const house = await createHouse(agent, installed.path);
  const leave = () => void house.close({ keep: true }).finally(() => process.exit(130));
  process.once('SIGINT', leave).once('SIGTERM', leave);
  const trace = join(house.root, 'trace.log');
  const log = (line) =>
    appendFileSync(trace, `${new Date().toISOString().slice(11, 23)} ${line}\n`);
  let wrong;
  let counts = {};
  try {
    ({ wrong, counts } = await performRound({ house, steps, seed, log }));
  } catch (error) {
    wrong = [`it broke off: ${error.stack}`];
  }
  for (const one of wrong) log(`WRONG ${one}`);
  const keep = wrong.length > 0 || words.includes('--keep');
  await house.close({ keep });
  process.off('SIGINT', leave).off('SIGTERM', leave);
  bad += wrong.length;
  console.log(
    `seed ${seed}: ${JSON.stringify(counts)} ${wrong.length} wrong${keep ? `, see ${house.root}` : ''}`,
  );
  for (const one of wrong) console.log(`  ${one}`);
}
process.exit(bad > 0 ? 1 : 0);
