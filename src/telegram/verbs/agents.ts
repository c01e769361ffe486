import { generic } from '../../agents/generic/index.ts';
import { agents } from '../../agents/index.ts';
import type { Room } from '../command.ts';

export interface Offered {
  readonly id: string;
  readonly title: string;
}

/** Agents to start from a chat. A plain program needs a command line, which is what the terminal is for. */
export async function offeredAgents(room: Room): Promise<readonly Offered[]> {
  const installed = await room.sessions.installed();
  return installed
    .filter((agent) => agent.id !== generic.id)
    .map(({ id, title }) => ({ id, title }));
}

/** The programs of the agents that are known and not found. */
export async function missingPrograms(room: Room): Promise<readonly string[]> {
  const found = new Set((await room.sessions.installed()).map((agent) => agent.id));
  return agents.flatMap(({ id, binaries: [program] }) =>
    program === undefined || found.has(id) ? [] : [program],
  );
}
