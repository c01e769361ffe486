import { generic } from '../../agents/generic/index.ts';
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
