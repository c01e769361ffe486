import { createReadStream } from 'node:fs';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../hooks.ts';

/**
 * Conversations are rows of a database. Its format is not ours to read, but an id in it stands there as plain
 * text; what was written last is in the log beside it.
 */
export async function transcript(
  conversation: string,
  _workdir: string,
  env: Env,
): Promise<string | null> {
  if (!/^ses_\w+$/.test(conversation)) return null;
  const database = env['OPENCODE_DB'] ?? join(dataFolder(env), 'opencode.db');
  for (const path of [`${database}-wal`, database]) {
    if (await contains(path, conversation)) return database;
  }
  return null;
}

const created = /^timestamp=(\S+) .*\bmessage=created id=(ses_\w+) .* parentID=undefined /;

/** From its log. Two that were begun in one folder cannot be told apart. */
export async function begun(workdir: string, since: number, env: Env): Promise<string | null> {
  const folder = await realpath(workdir).catch(() => workdir);
  const here = [` directory=${folder} `, ` directory=${JSON.stringify(folder)} `];
  const logs = join(dataFolder(env), 'log');
  const found = new Set<string>();
  for (const name of await readdir(logs).catch(() => [])) {
    const path = join(logs, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
    if (mtimeMs < since) continue;
    for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
      const [, at = '', id] = created.exec(line) ?? [];
      if (id === undefined || !here.some((words) => line.includes(words))) continue;
      if (Date.parse(at) >= since) found.add(id);
    }
  }
  const [id = null] = found;
  return found.size === 1 ? id : null;
}

function dataFolder(env: Env): string {
  const base = env['XDG_DATA_HOME'] ?? '';
  return join(base === '' ? join(env['HOME'] ?? homedir(), '.local', 'share') : base, 'opencode');
}

async function contains(path: string, text: string): Promise<boolean> {
  const wanted = Buffer.from(text);
  let before = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      const part = Buffer.concat([before, chunk as Buffer]);
      if (part.includes(wanted)) return true;
      before = part.subarray(Math.max(0, part.length - wanted.length));
    }
  } catch {
    // Not there, or not for us.
  }
  return false;
}
