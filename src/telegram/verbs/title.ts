import { agentById } from '../../agents/index.ts';

/** How people call an agent; the id of one that is not known any more. */
export function titleOf(agent: string): string {
  return agentById(agent)?.title ?? agent;
}
