import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Env } from '../hooks.ts';

export const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function copilotHome(env: Env): string {
  const chosen = env['COPILOT_HOME'] ?? '';
  return chosen === '' ? join(env['HOME'] ?? homedir(), '.copilot') : chosen;
}

/** `session-state/<id>/events.jsonl`. Only with something said in it is there a conversation to go on with. */
export async function transcript(
  conversation: string,
  _workdir: string,
  env: Env,
): Promise<string | null> {
  if (!uuid.test(conversation)) return null;
  const path = join(copilotHome(env), 'session-state', conversation, 'events.jsonl');
  return (await textOf(path)).includes('"type":"user.message"') ? path : null;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
