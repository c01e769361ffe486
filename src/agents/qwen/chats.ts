import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Env } from '../hooks.ts';

/** Where its settings are. */
export function qwenHome(env: Env): string {
  const home = env['HOME'] ?? homedir();
  return chosen(env['QWEN_HOME'], home) ?? join(home, '.qwen');
}

/** `projects/<folder>/chats/<id>.jsonl`. Only with something said in it is there a conversation to go on with. */
export async function transcript(
  conversation: string,
  _workdir: string,
  env: Env,
): Promise<string | null> {
  if (!/^[0-9a-f-]{36}$/.test(conversation)) return null;
  const base = chosen(env['QWEN_RUNTIME_DIR'], env['HOME'] ?? homedir()) ?? qwenHome(env);
  const projects = join(base, 'projects');
  for (const project of await readdir(projects).catch(() => [])) {
    const path = join(projects, project, 'chats', `${conversation}.jsonl`);
    if (await isSpoken(path)) return path;
  }
  return null;
}

async function isSpoken(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').some((line) => /"type":\s*"user"/.test(line));
}

function chosen(folder: string | undefined, home: string): string | null {
  if (folder === undefined || folder === '') return null;
  return resolve(folder.replace(/^~(?=\/|$)/, home));
}
