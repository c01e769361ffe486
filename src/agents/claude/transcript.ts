import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Env } from '../hooks.ts';
import { configFolder } from './config-folder.ts';

/**
 * The file of a conversation, which is there from its first prompt on. Its folder is named after the one that
 * Claude Code was started in, in a way that maps several to one name, so every folder is looked into.
 */
export async function transcript(
  conversation: string,
  _workdir: string,
  env: Env,
): Promise<string | null> {
  if (!/^[\w-]+$/.test(conversation)) return null;
  const projects = join(configFolder(env), 'projects');
  for (const folder of await foldersIn(projects)) {
    const path = join(projects, folder, `${conversation}.jsonl`);
    if (await isFile(path)) return path;
  }
  return null;
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
