import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { listFolders, projects } from '../../../sessions/folders.ts';
import type { Chosen } from './draft.ts';

export type Found =
  | { readonly kind: 'found'; readonly folder: Chosen }
  | { readonly kind: 'failed'; readonly why: string };

const pathLimit = 1024;

/** A folder as it was typed or chosen: `~` is the home, anything relative begins at `base`. */
export async function findFolder(text: string, base: string | null): Promise<Found> {
  const typed = text.trim();
  if (typed === '' || typed.includes('\0') || typed.length > pathLimit) {
    return { kind: 'failed', why: 'That is no path.' };
  }
  const path = resolve(base ?? homedir(), typed.replace(/^~(?=\/|$)/, homedir()));
  const page = await listFolders(path, { page: 0, perPage: 1 });
  if (page.kind === 'failed') return page;
  return { kind: 'found', folder: { path: page.path, repository: await inRepository(page.path) } };
}

/** A worktree can be made from any folder of a repository, not only from its top. */
async function inRepository(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    const [folder] = await projects([], [at]);
    if (folder?.repository === true) return true;
    if (dirname(at) === at) return false;
  }
}
