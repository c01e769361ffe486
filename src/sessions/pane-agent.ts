import { ownerOf } from './native.ts';
import type { OwnerOf, ProcessRow } from './native.ts';

/**
 * Does `chain`, a process and those above it, lead through the agent that the pane was made for? An agent that
 * another one starts for its work inherits its environment, secrets and all, and its events are not the
 * session's. What tells them apart:
 *
 *   sender … the nearest agent … the pane's first process
 *              on the pane's terminal, and below no other agent
 *
 * Several in a row are one: some agents start themselves once more.
 */
export async function isPanesAgent(
  chain: readonly ProcessRow[],
  panePid: number,
  agent: string,
  owns: OwnerOf,
): Promise<boolean> {
  const root = chain.findIndex((row) => row.pid === panePid);
  const pane = chain[root];
  if (pane === undefined || pane.tty === null) return false;
  const inside = chain.slice(0, root + 1);
  const owners = await Promise.all(inside.map((row) => ownerOf(row.argv, owns)));
  const nearest = owners.findIndex((owner) => owner !== null);
  if (owners[nearest] !== agent || inside[nearest]?.tty !== pane.tty) return false;
  const above = owners.slice(nearest).findIndex((owner) => owner !== agent);
  return above < 0 || owners.slice(nearest + above).every((owner) => owner === null);
}
