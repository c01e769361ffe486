import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldsOf } from '../../domain/fields.ts';
import { errorCode } from '../../errors.ts';
import type { Env } from '../hooks.ts';
import { configFolder } from './config-folder.ts';

/**
 * The file of a conversation. Its folder is named after the one that Claude Code was started in, in a way that
 * maps several to one name, so every folder is looked into. The file is there a moment before the first prompt
 * is in it; as long as nothing is said in it, Claude Code ends with “No conversation found” instead of going on.
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
    if (await isSpoken(path)) return path;
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

async function isSpoken(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  try {
    for await (const line of file?.readLines() ?? []) {
      if (isSaid(line)) return true;
    }
    return false;
  } catch (error) {
    if (errorCode(error) === 'EISDIR') return false;
    throw error;
  } finally {
    await file?.close();
  }
}

function isSaid(line: string): boolean {
  try {
    return ['user', 'assistant'].includes(fieldsOf(JSON.parse(line)).text('type'));
  } catch {
    return false;
  }
}
