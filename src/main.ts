import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { displaySafe, invisible } from './domain/display.ts';
import { loadHome } from './config.ts';
import { versionOf } from './version.ts';
import { messageOf, UserError, wordsOf } from './errors.ts';
import { createClient } from './cli/client.ts';
import { verbs } from './cli/verbs.ts';
import { done, failed, misused, UsageError } from './cli/verb.ts';
import type { CliIo } from './cli/verb.ts';
import { socketPath } from './hooks/address.ts';

// From `src/` as well as from `dist/src/`.
const here = dirname(fileURLToPath(import.meta.url));
const root = here.endsWith('/dist/src') ? dirname(dirname(here)) : dirname(here);

const unseen = new RegExp(invisible, 'gu');

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const [word = 'start', ...rest] = argv;
  if (['help', '--help', '-h'].includes(word)) {
    out(helpText());
    return done;
  }
  if (['version', '--version', '-v'].includes(word)) {
    out(`tapmux ${await versionOf(root)}`);
    return done;
  }
  const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb === undefined) {
    err(`There is no command "${word}". tapmux help lists them.`);
    return misused;
  }
  if (rest.includes('--help') && !rest.includes('--')) {
    out(`tapmux ${verb.usage}\n${verb.summary}`);
    return done;
  }
  try {
    const run = await verb.load();
    return await run(rest, ioOf());
  } catch (error) {
    if (error instanceof UsageError) {
      err(`${error.message}\nUsage: tapmux ${verb.usage}`);
      return misused;
    }
    err(sentenceOf(error));
    return failed;
  }
}

function ioOf(): CliIo {
  const home = loadHome(root);
  return {
    out,
    err,
    env: process.env,
    cwd: process.cwd(),
    home,
    client: createClient(socketPath(home), `cli:${userInfo().username}`),
    root,
  };
}

function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return wordsOf(error);
  return `Something broke inside tapmux: ${messageOf(error)}`;
}

function helpText(): string {
  const lines = Object.values(verbs).map((verb) => `  tapmux ${verb.usage}\n      ${verb.summary}`);
  return `tapmux: remote control for coding agents in tmux\n\n${lines.join('\n')}\n\nAll take --json. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.`;
}

function out(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Messages carry names and paths from outside: nothing in them may drive the terminal. */
function err(text: string): void {
  const safe = text.split('\n').map((line) => line.replaceAll(unseen, displaySafe));
  process.stderr.write(`${safe.join('\n')}\n`);
}
