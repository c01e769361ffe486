import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../hooks.ts';

export function configFolder(env: Env): string {
  const base = env['XDG_CONFIG_HOME'] ?? '';
  return join(base === '' ? join(env['HOME'] ?? homedir(), '.config') : base, 'opencode');
}

/**
 * With any plugin opencode waits at its start until the packages of its configuration folder are there, and
 * where the registry cannot be reached that takes more than a minute. It gets them by itself at its first
 * start ever.
 */
export function hasPackages(env: Env): boolean {
  return existsSync(join(configFolder(env), 'node_modules'));
}
