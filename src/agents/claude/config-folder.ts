import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../hooks.ts';

/** Where Claude Code keeps its settings, transcripts and status files. */
export function configFolder(env: Env): string {
  const given = env['CLAUDE_CONFIG_DIR'];
  if (given !== undefined && given !== '') return given;
  return join(env['HOME'] ?? homedir(), '.claude');
}
