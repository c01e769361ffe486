import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fieldsOf } from '../../domain/fields.ts';
import type { Env } from '../hooks.ts';

/** Where its settings are. */
export function qwenHome(env: Env): string {
  return chosen(env['QWEN_HOME'], env) ?? join(homeOf(env), '.qwen');
}

/** `projects/<folder>/chats/<id>.jsonl`. Only with something said in it is there a conversation to go on with. */
export async function transcript(
  conversation: string,
  workdir: string,
  env: Env,
): Promise<string | null> {
  if (!/^[0-9a-f-]{36}$/.test(conversation)) return null;
  const inSettings = chosen(await folderInSettings(env), env, workdir);
  const base = chosen(env['QWEN_RUNTIME_DIR'], env) ?? inSettings ?? qwenHome(env);
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

async function folderInSettings(env: Env): Promise<string | undefined> {
  try {
    const text = await readFile(join(qwenHome(env), 'settings.json'), 'utf8');
    const settings = fieldsOf(JSON.parse(text));
    return settings.child('advanced')?.textOr('runtimeOutputDir', undefined);
  } catch {
    return undefined;
  }
}

function chosen(folder: string | undefined, env: Env, base = '.'): string | null {
  if (folder === undefined || folder === '') return null;
  return resolve(base, folder.replace(/^~(?=\/|$)/, homeOf(env)));
}

function homeOf(env: Env): string {
  return env['HOME'] ?? homedir();
}
