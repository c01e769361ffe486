import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import type { Env } from '../agents/hooks.ts';
import { relayPath } from './run-files.ts';

/**
 * Would this agent tell more with our hooks in its settings? Not where each start brings them along, as most agents
 * allow, nor where they are already.
 */
export async function wantsHooks({ hooks }: Agent, home: string, env: Env): Promise<boolean> {
  if (hooks?.install === undefined || typeof hooks.install.advice?.(env) === 'string') return false;
  const command = relayPath(home);
  const folder = join(home, 'run', 'hooks', 'some-run');
  const wiring = hooks.wire({ command, folder, socket: '', env }, null);
  const parts = [...wiring.args, ...wiring.files, ...Object.keys(wiring.env)];
  if (parts.length > 0) return false;
  const text = await readFile(hooks.install.file(env), 'utf8').catch(() => null);
  try {
    return hooks.install.add(text, command, null) !== text;
  } catch {
    return true;
  }
}
