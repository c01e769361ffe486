import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentById } from './built.mjs';
import { capturesFolder, summaryOf } from './captures.mjs';

export const accuracyHeads = [
  'agent',
  'captures',
  'read right',
  'prompts found',
  'prompts seen where none is',
  'options right',
];

/** How an agent's captures are read now, against what is expected of them; null where there are none. */
export async function accuracyOf(agent) {
  const folder = join(capturesFolder, agent);
  const text = await readFile(join(folder, 'expected.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const expected = JSON.parse(text);
  const read = await Promise.all(
    Object.entries(expected).map(async ([name, wanted]) => ({
      wanted,
      got: summaryOf(agentById(agent).read(await screenIn(join(folder, name)))),
    })),
  );
  const prompts = read.filter(({ wanted }) => wanted.kind === 'asking');
  const others = read.filter(({ wanted }) => wanted.kind !== 'asking');
  const found = prompts.filter(({ got }) => got.kind === 'asking');
  const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);
  const right = {
    all: read.filter(({ wanted, got }) => same(ordered(wanted), ordered(got))).length,
    options: found.filter(({ wanted, got }) => same(wanted.options, got.options)).length,
    none: others.filter(({ got }) => got.kind === 'asking').length,
  };
  return {
    agent,
    captures: String(read.length),
    'read right': `${right.all} of ${read.length}`,
    'prompts found': `${found.length} of ${prompts.length}`,
    'prompts seen where none is': `${right.none} of ${others.length}`,
    'options right': `${right.options} of ${prompts.length}`,
    wrong: right.all < read.length,
  };
}

function ordered(value) {
  return Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)));
}

async function screenIn(path) {
  const [text, styled, meta] = await Promise.all(
    ['txt', 'ansi', 'meta'].map((kind) => readFile(`${path}.${kind}`, 'utf8')),
  );
  const field = (pattern) => pattern.exec(meta.trimEnd())?.[1] ?? '';
  const rows = Number(field(/\bsize=\d+x(\d+)/));
  const padded = (lines) => Array.from({ length: rows }, (_, at) => lines[at] ?? '');
  return {
    lines: padded(text.split('\n')).map((line) => line.replace(/[ \t]+$/, '')),
    styled: padded(styled.split('\n')),
    cols: Number(field(/\bsize=(\d+)x/)),
    rows,
    cursor: {
      x: Number(field(/\bcur(?:sor)?=(\d+),/)),
      y: Number(field(/\bcur(?:sor)?=\d+,(\d+)/)),
      visible: /\b(?:cursor_)?flag=1/.test(meta),
    },
    title: field(/\btitle=(.*?) *(?:\|cmd=| alt=)/),
    command: field(/\bcmd=([^| ]*)/),
    alternate: /\balt=1/.test(meta),
    mode: null,
    inputOff: false,
    dead: /\bdead=1/.test(meta),
    takenAt: 0,
  };
}
