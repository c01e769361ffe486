import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const capturesFolder = fileURLToPath(new URL('../fixtures/agents/', import.meta.url));
/** Where stages live, and what stands there in a capture: a name of the same width. */
const here = join(tmpdir(), 'tapmux-agents-');
const there = '/home/ada/projects/'.padEnd(here.length, '-').slice(0, here.length);

/**
 * Keeps what a case saw and proved right, as captures for the tests that need no agent: NAME.txt, NAME.ansi,
 * NAME.meta with the agent's version, and NAME's line in expected.json. A later version replaces them.
 */
export function createKeeper({ agent, version }) {
  let before = '';
  let shown = new Set();
  return async (caseName, screen, reading) => {
    if (caseName !== before) shown = new Set();
    before = caseName;
    const print = reading.kind === 'asking' ? reading.ask.fingerprint : reading.kind;
    if (shown.has(print)) return;
    shown.add(print);
    const slug = caseName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const name = `run-${slug}-${shown.size}-${screen.cols}x${screen.rows}`;
    const path = join(capturesFolder, agent, name);
    const { cursor, title, command, alternate, dead } = screen;
    const meta =
      `title=${title}|cmd=${command}|alt=${Number(alternate)}` +
      `|cur=${cursor.x},${cursor.y} flag=${Number(cursor.visible)}` +
      `|size=${screen.cols}x${screen.rows}|dead=${Number(dead)},|version=${version}\n`;
    await mkdir(join(capturesFolder, agent), { recursive: true });
    await writeFile(`${path}.txt`, cleaned(screen.lines));
    await writeFile(`${path}.ansi`, cleaned(screen.styled));
    await writeFile(`${path}.meta`, meta.replaceAll(here, there));
    await expect(agent, name, reading);
  };
}

function cleaned(rows) {
  // Some name a folder of their own after it.
  const slug = (path) => path.replaceAll('/', '-');
  const text = rows.join('\n').replaceAll(here, there);
  return `${text.replaceAll(slug(here), slug(there))}\n`;
}

async function expect(agent, name, reading) {
  const file = join(capturesFolder, agent, 'expected.json');
  const all = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  all[name] = JSON.parse(JSON.stringify(summaryOf(reading)).replaceAll(here, there));
  const lines = Object.keys(all)
    .sort()
    .map((one) => `  ${JSON.stringify(one)}: ${inOneLine(all[one])}`);
  await writeFile(file, `{\n${lines.join(',\n')}\n}\n`);
}

/** What is expected of a capture: the part of a reading that is the same whoever reads. */
export function summaryOf(reading) {
  switch (reading.kind) {
    case 'asking': {
      const { kind, title, options, mayBeCut } = reading.ask;
      const labels = options.map((option) => option.label);
      return { kind: 'asking', ask: kind, title, options: labels, mayBeCut };
    }
    case 'unknown':
      return { kind: 'unknown' };
    default:
      // Of what waits elsewhere only that it does.
      return 'behind' in reading ? { ...reading, behind: reading.behind.ask.title } : reading;
  }
}

function inOneLine(value) {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${inOneLine(one)}`,
  );
  return `{${pairs.join(', ')}}`;
}
