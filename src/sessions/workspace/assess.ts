import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { errorCode, messageOf } from '../../errors.ts';
import type { Workspace } from '../../domain/session.ts';
import { isNotARepository, lineOf, readGit } from '../git.ts';
import type { Assessment } from '../workspaces.ts';
import { gitDirectory } from './place.ts';
import { survey } from './survey.ts';
import type { Endangered, Survey } from './survey.ts';

const filesShown = 10;

/** What would be lost if the folder went now. Whatever cannot be seen makes it `unknown`. */
export async function assess(workspace: Workspace): Promise<Assessment> {
  const { path } = workspace;
  try {
    if (!(await lstat(path)).isDirectory()) return unknown(`${JSON.stringify(path)} is no folder`);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? { kind: 'absent' } : unknown(messageOf(error));
  }
  const top = await topOf(workspace);
  if (top.kind === 'unknown') return top;
  try {
    const endangered: Endangered =
      workspace.kind === 'worktree'
        ? { kind: 'worktree', ownBranch: workspace.branchOwned ? workspace.branch : null }
        : { kind: 'all' };
    return assessmentOf(await survey(top.path, endangered));
  } catch (error) {
    return unknown(messageOf(error));
  }
}

type Top =
  | { readonly kind: 'top'; readonly path: string }
  | Extract<Assessment, { kind: 'unknown' }>;

async function topOf(workspace: Workspace): Promise<Top> {
  const { path } = workspace;
  if (workspace.owned && (await gitDirectory(path)) === null) {
    return unknown(`${JSON.stringify(path)} is not a git repository of its own any more`);
  }
  const top = await readGit(path, ['rev-parse', '--show-toplevel']);
  if (top.kind === 'ok') return { kind: 'top', path: lineOf(top.stdout) };
  return unknown(
    isNotARepository(top.why)
      ? `${JSON.stringify(path)} is not in a git repository, so nobody knows what is saved elsewhere`
      : top.why,
  );
}

function assessmentOf(found: Survey): Assessment {
  const { changed, untracked, unpushed, stashes, traces } = found;
  if (changed.length + untracked.length + unpushed.length + stashes.length === 0) {
    return { kind: 'clean' };
  }
  const hash = createHash('sha256').update(JSON.stringify(traces));
  return {
    kind: 'work',
    uncommitted: changed.length,
    untracked: untracked.length,
    unpushed: unpushed.length,
    stashes: stashes.length,
    fingerprint: hash.digest('hex').slice(0, 16),
    files: [...changed, ...untracked].slice(0, filesShown),
  };
}

function unknown(why: string): Extract<Assessment, { kind: 'unknown' }> {
  return { kind: 'unknown', why };
}
