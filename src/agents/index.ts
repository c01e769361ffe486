import type { Agent } from './agent.ts';
import { claude } from './claude/index.ts';
import { codex } from './codex/index.ts';
import { copilot } from './copilot/index.ts';
import { demo } from './demo/index.ts';
import { gemini } from './gemini/index.ts';
import { generic } from './generic/index.ts';
import { opencode } from './opencode/index.ts';
import { qwen } from './qwen/index.ts';

/** Every agent, in the order in which they are offered. */
export const agents: readonly Agent[] = [
  claude,
  codex,
  gemini,
  opencode,
  copilot,
  qwen,
  demo,
  generic,
];

export const defaultAgentId = claude.id;

/** By id or by a name that older records use. */
export function agentById(id: string): Agent | undefined {
  return agents.find((agent) => agent.id === id) ?? agents.find((one) => one.aliases.includes(id));
}

/** The id of the agent whose command line this is, or null. */
export function ownerOf(argv: readonly string[]): string | null {
  return agents.find((agent) => agent.owns(argv))?.id ?? null;
}
