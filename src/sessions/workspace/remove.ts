import { lstat, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, messageOf } from '../../errors.ts';
import type { Workspace } from '../../domain/session.ts';
import { lineOf, readGit, writeGit } from '../git.ts';
import type { Removal, WorkspacesDeps } from '../workspaces.ts';
import { assess } from './assess.ts';
import { gitDirectory, isInside, isMarked, release } from './place.ts';

/**
 *   ours by record, place and mark? → nothing to lose, or exactly this confirmed? → out of the way → gone
 *
 * The folder is renamed before it is deleted: a deletion that fails halfway never looks like a
 * workspace with work in it, and the next attempt simply goes on with it.
 */
export async function remove(
  deps: WorkspacesDeps,
  workspace: Workspace,
  confirmed: string | undefined,
): Promise<Removal> {
  if (!workspace.owned || workspace.kind === 'given') {
    return kept(`${JSON.stringify(workspace.path)} was not made by tapmux`);
  }
  const doomed = join(dirname(workspace.path), `.removing-${basename(workspace.path)}`);
  if (!(await isThere(workspace.path))) {
    // What an earlier attempt left of it, if anything: it was agreed on then.
    if (!(await isInside(deps.root, doomed))) return { kind: 'absent' };
    return finish(deps, workspace, doomed, null);
  }
  const theirs = await whyNotOurs(deps.root, workspace);
  if (theirs !== null) return kept(theirs);

  const branchBefore = await tipOf(workspace);
  const assessment = await assess(workspace);
  switch (assessment.kind) {
    case 'absent':
      return assessment;
    case 'unknown':
      return {
        kind: 'failed',
        why: `Whether work would be lost cannot be told: ${assessment.why}. Nothing was deleted.`,
      };
    case 'work':
      if (assessment.fingerprint !== confirmed) return { kind: 'refused', assessment };
      break;
    case 'clean':
      break;
  }
  try {
    await rename(workspace.path, doomed);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'absent' };
    return {
      kind: 'failed',
      why: `${workspace.path} cannot be removed: ${messageOf(error)}. Nothing was deleted.`,
    };
  }
  return finish(deps, workspace, doomed, branchBefore);
}

async function whyNotOurs(root: string, workspace: Workspace): Promise<string | null> {
  const shown = JSON.stringify(workspace.path);
  if (!(await isInside(root, workspace.path)))
    return `${shown} is not a folder directly in ${root}`;
  if (!(await isMarked(workspace.path))) return `${shown} is not the folder that tapmux made`;
  const own = await gitDirectory(workspace.path);
  if (own !== null && workspace.kind === 'worktree' && (await isThere(join(own, 'locked')))) {
    return `${shown} is locked with git worktree lock`;
  }
  return null;
}

/** `agreed` is the tip of our branch when its loss was agreed to, or null when nobody agreed now. */
async function finish(
  deps: WorkspacesDeps,
  workspace: Workspace,
  doomed: string,
  agreed: string | null,
): Promise<Removal> {
  let branchKept: string | null = null;
  if (workspace.kind === 'worktree' && workspace.repoPath !== null) {
    // Its folder has gone, so this only takes the repository's note of it; `prune` would also take
    // the notes of other worktrees whose disk is merely not there at the moment.
    const forgotten = await writeGit(workspace.repoPath, [
      'worktree',
      'remove',
      '--force',
      '--',
      workspace.path,
    ]);
    if (forgotten.kind !== 'ok') {
      deps.log.warn({ path: workspace.path, why: forgotten.why }, 'git still lists a worktree');
    }
    branchKept = await dropBranch(deps, workspace, agreed);
  }
  try {
    await release(doomed);
  } catch (error) {
    return {
      kind: 'failed',
      why: `${doomed} cannot be deleted: ${messageOf(error)}. Delete it yourself, or try again.`,
    };
  }
  return { kind: 'removed', branchKept };
}

/** Deletes the branch we made, unless it holds commits that nobody agreed to lose. Gives what is kept. */
async function dropBranch(
  deps: WorkspacesDeps,
  workspace: Workspace,
  agreed: string | null,
): Promise<string | null> {
  const { branch, repoPath } = workspace;
  if (!workspace.branchOwned || branch === null || repoPath === null) return null;
  const tip = await tipOf(workspace);
  if (tip === null) return null;
  if (tip !== agreed && !(await isContained(repoPath, branch))) return branch;
  const gone = await writeGit(repoPath, ['branch', '--quiet', '-D', '--', branch]);
  if (gone.kind === 'ok') return null;
  deps.log.warn({ repoPath, branch, why: gone.why }, 'a branch was left behind');
  return branch;
}

async function tipOf(workspace: Workspace): Promise<string | null> {
  if (workspace.repoPath === null || workspace.branch === null) return null;
  const ref = `refs/heads/${workspace.branch}`;
  const found = await readGit(workspace.repoPath, ['rev-parse', '--verify', '--quiet', ref]);
  return found.kind === 'ok' ? lineOf(found.stdout) : null;
}

/** Is every commit of the branch on a remote or on another branch? */
async function isContained(repo: string, branch: string): Promise<boolean> {
  const args = [`refs/heads/${branch}`, '--not', '--remotes', `--exclude=${branch}`, '--branches'];
  const found = await readGit(repo, ['rev-list', '--max-count=1', ...args, '--']);
  return found.kind === 'ok' && found.stdout.length === 0;
}

/** Only a proven absence is one. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ENOENT';
  }
}

function kept(why: string): Removal {
  return { kind: 'kept', why };
}
