import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../fixtures/agents/claude/hooks/', import.meta.url));

/** What Claude Code really sent, by the file's name without its ending. */
export function claudeEvent(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as Record<string, unknown>;
}

export function claudeEvents(): readonly string[] {
  return readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
}

/** A PermissionRequest for a tool, in the form of the real ones. */
export function request(
  tool_name: string,
  tool_input: object,
  more: object = {},
): Readonly<Record<string, unknown>> {
  const { permission_suggestions: _, ...event } = claudeEvent('PermissionRequest.Bash');
  return { ...event, tool_name, tool_input, ...more };
}
