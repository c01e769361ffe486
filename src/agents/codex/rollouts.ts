import { open, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fieldsOf } from '../../domain/fields.ts';
import type { Env } from '../hooks.ts';

/** `sessions/2026/11/21/rollout-2026-11-21T13-34-41-<id>.jsonl`; the first line tells of the session. */
const rollout = /^rollout-.+-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/;

export function codexHome(env: Env): string {
  const chosen = env['CODEX_HOME'] ?? '';
  return chosen === '' ? join(env['HOME'] ?? homedir(), '.codex') : chosen;
}

export async function transcript(
  conversation: string,
  _workdir: string,
  env: Env,
): Promise<string | null> {
  for await (const { id, path } of rollouts(env)) {
    if (id === conversation) return path;
  }
  return null;
}

/** Only when there is no other: two that were begun in one folder at one time cannot be told apart. */
export async function begun(workdir: string, since: number, env: Env): Promise<string | null> {
  const folder = await realpath(workdir).catch(() => workdir);
  const found: string[] = [];
  for await (const { id, path, day } of rollouts(env)) {
    // The folders are named after the local day, so one more is looked at.
    if (Date.parse(day) < since - 2 * dayMs) break;
    const from = (await stat(path).catch(() => null))?.mtimeMs ?? 0;
    if (from < since) continue;
    const meta = await firstLine(path);
    if (meta !== null && meta.folder === folder && meta.at >= since) found.push(id);
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

const dayMs = 86_400_000;

/** The newest first. */
async function* rollouts(env: Env): AsyncGenerator<{ id: string; path: string; day: string }> {
  const base = join(codexHome(env), 'sessions');
  for (const year of await newest(base)) {
    for (const month of await newest(join(base, year))) {
      for (const day of await newest(join(base, year, month))) {
        const folder = join(base, year, month, day);
        for (const name of await newest(folder)) {
          const id = rollout.exec(name)?.[1];
          if (id !== undefined)
            yield { id, path: join(folder, name), day: `${year}-${month}-${day}` };
        }
      }
    }
  }
}

async function newest(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.toSorted((a, b) => (a < b ? 1 : -1));
}

/** It holds the instructions as well, so its end is not looked for. */
async function firstLine(path: string): Promise<{ folder: string; at: number } | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    for await (const line of file.readLines()) {
      const meta = fieldsOf(JSON.parse(line)).child('payload');
      if (meta === null) return null;
      return { folder: meta.text('cwd'), at: Date.parse(meta.time('timestamp')) };
    }
    return null;
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
