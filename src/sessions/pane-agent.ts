import type { ProcessRow } from './native.ts';
import type { Owners } from './owners.ts';

/**
 * Does `chain`, a process and those above it, lead through the agent that the pane was made for? An agent that
 * another one starts for its work inherits its environment, secrets and all, and its events are not the
 * session's. What tells them apart:
 *
 *   sender … the nearest agent … the pane's first process
 *              on the pane's terminal, and below no other agent
 *
 * Several in a row are one when they form one group of processes: some agents start themselves once more.
 * Whatever an agent runs for its work is a group of its own.
 */
export async function isPanesAgent(
  chain: readonly ProcessRow[],
  panePid: number,
  agent: string,
  owners: Owners,
): Promise<boolean> {
  const root = chain.findIndex((row) => row.pid === panePid);
  const pane = chain[root];
  if (pane === undefined || pane.tty === null) return false;
  const known = await Promise.all(
    chain.slice(0, root + 1).map(async (row) => ({ row, owner: await owners(row) })),
  );
  const first = known.findIndex(({ owner }) => owner !== null);
  const nearest = known[first];
  if (nearest?.owner !== agent || nearest.row.tty !== pane.tty) return false;
  const rest = known.slice(first);
  const end = rest.findIndex(
    ({ row, owner }) => owner !== agent || row.group !== nearest.row.group,
  );
  return end < 0 || rest.slice(end).every(({ owner }) => owner === null);
}
