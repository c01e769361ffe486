import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OwnStatus, OwnWord } from '../../src/agents/hooks.ts';
import { parseStat } from '../../src/sessions/native-linux.ts';

/** Files as an agent would keep them: the word itself as JSON, in a folder of the test. */
export function ownStatusIn(folder: string): OwnStatus {
  return {
    folder: () => folder,
    parse(name, text) {
      try {
        return name.endsWith('.json') ? (JSON.parse(text) as OwnWord) : null;
      } catch {
        return null;
      }
    },
  };
}

export async function say(folder: string, word: Partial<OwnWord> & { pid: number }): Promise<void> {
  await mkdir(folder, { recursive: true });
  const whole: OwnWord = {
    procStart: await startOf(word.pid),
    state: 'idle',
    conversation: null,
    pane: null,
    ...word,
  };
  await writeFile(join(folder, `${word.pid}.json`), JSON.stringify(whole));
}

async function startOf(pid: number): Promise<string | null> {
  return parseStat(await readFile(`/proc/${pid}/stat`, 'latin1'))?.start ?? null;
}

/** A process that does nothing until the test is over. */
export function idler(): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error('no process');
  return child as ChildProcess & { readonly pid: number };
}
