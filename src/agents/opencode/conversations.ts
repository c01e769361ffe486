import { createReadStream } from 'node:fs';
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
  const base = env['XDG_DATA_HOME'] ?? '';
  const folder = join(
    base === '' ? join(env['HOME'] ?? homedir(), '.local', 'share') : base,
    'opencode',
  );
  const database = env['OPENCODE_DB'] ?? join(folder, 'opencode.db');
  for (const path of [`${database}-wal`, database]) {
    if (await contains(path, conversation)) return database;
  }
  return null;
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
