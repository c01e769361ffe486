// npm run bench [-- tmux|inject|store|phone|decision|cli …]: measures, and prints one table. A missed target is printed
// loudly; the exit code is 1 only when something broke.
import { availableParallelism, loadavg, release, type } from 'node:os';
import { execFileSync } from 'node:child_process';
import { createCleanup } from './cleanup.mjs';
import { createTable } from './table.mjs';

const parts = {
  tmux: async (bench) => (await import('./tmux-part.mjs')).tmuxPart(bench),
  inject: async (bench) => (await import('./inject-part.mjs')).injectPart(bench),
  store: async (bench) => (await import('./store-part.mjs')).storePart(bench),
  phone: async (bench) => (await import('./phone-part.mjs')).phonePart(bench),
  decision: async (bench) => (await import('./decision-part.mjs')).decisionPart(bench),
  cli: async (bench) => (await import('./cli-part.mjs')).cliPart(bench),
};

const { wanted, settings } = readArguments(process.argv.slice(2));
const cleanup = createCleanup();
const table = createTable();
const loadBefore = load();
let broken = false;
for (const part of wanted) {
  console.error(`\n${part}`);
  try {
    await parts[part]({ table, cleanup, ...settings });
  } catch (error) {
    broken = true;
    table.add(`${part}: BROKE`, error.message.split('\n')[0]);
    console.error(error);
  }
  await cleanup.run();
}

console.log(`\n${table.markdown()}\n`);
console.log(`${machine()}; load ${loadBefore} before, ${load()} after.`);
const missed = table.missed();
if (missed.length > 0) console.log(`\nMISSED ${missed.length}:\n  ${missed.join('\n  ')}`);
process.exit(broken ? 1 : 0);

/** `tmux store --seed=1 --sizes=25,100` */
function readArguments(words) {
  const wanted = words.filter((word) => !word.startsWith('--'));
  const wrong = wanted.find((word) => !Object.hasOwn(parts, word));
  if (wrong !== undefined) {
    console.error(`There is no part "${wrong}". Parts: ${Object.keys(parts).join(', ')}.`);
    process.exit(2);
  }
  const settings = {};
  for (const word of words.filter((one) => one.startsWith('--'))) {
    const [, name, value] = /^--(seed|count|sizes)=([\d,]+)$/.exec(word) ?? [];
    if (name === undefined) {
      console.error(`${word} is not known. Settings: --seed=1 --count=10000 --sizes=25,100,300.`);
      process.exit(2);
    }
    settings[name] = name === 'sizes' ? value.split(',').map(Number) : Number(value);
  }
  return { wanted: wanted.length === 0 ? Object.keys(parts) : wanted, settings };
}

function machine() {
  const tmux = execFileSync('tmux', ['-V'], { encoding: 'utf8' }).trim();
  return `${type()} ${release()}, ${availableParallelism()} cores, Node ${process.version}, ${tmux}`;
}

function load() {
  return loadavg()[0].toFixed(2);
}
