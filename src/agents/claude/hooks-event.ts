import { createHash } from 'node:crypto';
import type { JsonObject } from '../../domain/fields.ts';

/** One call of a tool, as the events about it describe it. */
export interface ToolCall {
  readonly tool: string;
  readonly input: JsonObject;
  /** Of a subagent; null for the main conversation. */
  readonly agent: { readonly id: string; readonly type: string } | null;
  /** Follows the agent's `cd`. */
  readonly cwd: string;
}

export function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf).filter((one) => one !== null) : [];
}

/** The field when it is a text, else an empty one. */
export function textOf(object: JsonObject, name: string): string {
  const found = object[name];
  return typeof found === 'string' ? found : '';
}

export function toolCallOf(event: JsonObject): ToolCall | null {
  const tool = textOf(event, 'tool_name');
  const input = objectOf(event['tool_input']);
  if (tool === '' || input === null) return null;
  const id = textOf(event, 'agent_id');
  const agent = id === '' ? null : { id, type: textOf(event, 'agent_type') };
  return { tool, input, agent, cwd: textOf(event, 'cwd') };
}

/**
 * The same for the request and for what later tells that the tool ran: a request has no id of its own.
 * Answers are added to the input of questions, and plans may be edited, so those count only in part.
 */
export function nameOf({ tool, input, agent }: ToolCall): string {
  const part =
    tool === 'ExitPlanMode' ? null : tool === 'AskUserQuestion' ? input['questions'] : input;
  const text = JSON.stringify([agent?.id ?? null, tool, part], sorted);
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** Objects with their keys in one order, whatever order they came in. */
function sorted(_key: string, value: unknown): unknown {
  const object = objectOf(value);
  if (object === null) return value;
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
