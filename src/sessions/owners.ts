import { ownerOf } from './native.ts';
import type { OwnerOf, ProcessRow } from './native.ts';

/** Whose process is it? An agent's id, or null. */
export type Owners = (row: ProcessRow) => Promise<string | null>;

const kept = 500;

/** For a script files have to be read. What was found holds for as long as that process keeps its command line. */
export function createOwners(owns: OwnerOf): Owners {
  const known = new Map<string, string | null>();
  return async ({ pid, startMark, argv }) => {
    const name = [pid, startMark, ...argv].join('\0');
    const before = known.get(name);
    if (before !== undefined) return before;
    const owner = await ownerOf(argv, owns);
    if (known.size >= kept) known.clear();
    known.set(name, owner);
    return owner;
  };
}
