import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fieldsOf } from '../../domain/fields.ts';
import type { Env } from '../hooks.ts';

export function geminiHome(env: Env): string {
  const base = env['GEMINI_CLI_HOME'] ?? '';
  return join(base === '' ? (env['HOME'] ?? homedir()) : base, '.gemini');
}

/**
 * `tmp/<project>/chats/session-<time>-<first digits of the id>.jsonl`. Only with
 * something said in it is there a conversation to go on with.
 */
export async function transcript(
  conversation: string,
  _workdir: string,
  env: Env,
): Promise<string | null> {
  const base = join(geminiHome(env), 'tmp');
  const ending = new RegExp(`^session-.+-${conversation.slice(0, 8)}\\.jsonl?$`);
  if (!/^[0-9a-f-]{36}$/.test(conversation)) return null;
  for (const project of await namesIn(base)) {
    const folder = join(base, project, 'chats');
    for (const name of await namesIn(folder)) {
      if (ending.test(name) && (await isSpoken(join(folder, name), conversation))) {
        return join(folder, name);
      }
    }
  }
  return null;
}

async function isSpoken(path: string, conversation: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  // Some versions write one document, others a line for each change.
  const parts = path.endsWith('l') ? text.split('\n') : [text];
  return text.includes(conversation) && parts.some((part) => saysSomething(part));
}

/** What Gemini tells the model of the folder stands there as a message of the user's, too. */
function saysSomething(part: string): boolean {
  try {
    const record = fieldsOf(JSON.parse(part));
    const lists = [record, record.child('$set')].map((one) => one?.object['messages']);
    return [record.object, ...lists.flat()].some((message) => {
      const found = JSON.stringify(message ?? null);
      return found.includes('"type":"user"') && !found.includes('<session_context>');
    });
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
