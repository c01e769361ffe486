import { basename, dirname, resolve } from 'node:path';
import { messageOf } from '../../errors.ts';
import { advise, isBranchName, isNotARepository, lineOf, readGit, writeGit } from '../git.ts';
import type {
  Provisioned,
  ProvisionOptions,
  WorkspacesDeps,
  WorktreeRequest,
} from '../workspaces.ts';
import { openFolder } from './given.ts';
import { mark, release, reserve } from './place.ts';

type Failed = Extract<Provisioned, { kind: 'failed' }>;

/** A new folder with a branch of its own, beside the repository's other ones. */
export async function provisionWorktree(
  deps: WorkspacesDeps,
  request: WorktreeRequest,
  options: ProvisionOptions,
): Promise<Provisioned> {
  const repository = await openRepository(request.repo);
  if (repository.kind === 'failed') return repository;
  const { repo } = repository;
  const plan = await planBranch(repo, request);
  if (plan.kind === 'failed') return plan;
  const place = await reserve(deps.root, request.name, request.id);
  if (place.kind === 'failed') return place;

  const { path } = place;
  let branchMade: NewBranch | null = null;
  const fail = async (why: string): Promise<Failed> => {
    await undo(deps, repo, path, branchMade);
    return failed(why);
  };
  if (plan.kind === 'new') {
    // A step of its own, not cancelled halfway: only so is it certain who made the branch.
    const tracking = plan.upstream === null ? ['--no-track'] : ['--track'];
    const from = plan.upstream ?? plan.start;
    const made = await writeGit(repo, ['branch', '--quiet', ...tracking, plan.branch, from]);
    if (made.kind !== 'ok')
      return fail(`Branch ${plan.branch} cannot be made: ${advise(made.why)}`);
    branchMade = plan;
  }
  const added = await writeGit(
    repo,
    ['worktree', 'add', '--quiet', '--', path, plan.branch],
    options,
  );
  if (added.kind !== 'ok') {
    return fail(`The worktree of ${JSON.stringify(repo)} was not made: ${advise(added.why)}`);
  }
  try {
    await mark(path, request.id, deps.clock.now());
  } catch (error) {
    return fail(`The worktree in ${path} cannot be marked: ${messageOf(error)}.`);
  }
  return {
    kind: 'ready',
    workspace: {
      path,
      kind: 'worktree',
      owned: true,
      repoPath: repository.home,
      repoUrl: null,
      branch: plan.branch,
      branchOwned: plan.kind === 'new',
    },
  };
}

type Repository =
  | {
      readonly kind: 'repository';
      /** Where its HEAD is the one that was meant. */
      readonly repo: string;
      /** Its main folder, which outlives linked worktrees. */
      readonly home: string;
    }
  | Failed;

async function openRepository(path: string): Promise<Repository> {
  const folder = await openFolder(path);
  if (folder.kind === 'failed') return folder;
  const shown = JSON.stringify(path);
  const common = await readGit(folder.path, ['rev-parse', '--git-common-dir']);
  if (common.kind !== 'ok') {
    return failed(
      isNotARepository(common.why)
        ? `${shown} is not a git repository. Start there without a worktree, or run git init first.`
        : `${shown} cannot be read as a git repository: ${advise(common.why)}`,
    );
  }
  const directory = resolve(folder.path, lineOf(common.stdout));
  const home = basename(directory) === '.git' ? dirname(directory) : directory;
  return { kind: 'repository', repo: folder.path, home };
}

interface NewBranch {
  readonly kind: 'new';
  readonly branch: string;
  readonly start: string;
  /** A remote's branch of that name, which the new one goes on with. */
  readonly upstream: string | null;
}

type BranchPlan = { readonly kind: 'existing'; readonly branch: string } | NewBranch | Failed;

async function planBranch(repo: string, request: WorktreeRequest): Promise<BranchPlan> {
  const branch = request.branch;
  if (branch === undefined) {
    const start = await commitOf(repo, 'HEAD');
    if (start === null) return failed(noCommit(repo));
    return { kind: 'new', branch: await freeBranch(repo, request.name), start, upstream: null };
  }
  const shown = JSON.stringify(branch);
  if (!(await isBranchName(branch))) return failed(`${shown} is not a branch name git accepts.`);
  if ((await commitOf(repo, `refs/heads/${branch}`)) !== null) {
    const elsewhere = await checkedOutIn(repo, branch);
    return elsewhere === ''
      ? { kind: 'existing', branch }
      : failed(
          `Branch ${shown} is checked out in ${JSON.stringify(elsewhere)}. Name another branch, or work there.`,
        );
  }
  const upstream = await upstreamOf(repo, branch);
  const start = await commitOf(repo, upstream ?? 'HEAD');
  return start === null ? failed(noCommit(repo)) : { kind: 'new', branch, start, upstream };
}

function noCommit(repo: string): string {
  return `${JSON.stringify(repo)} has no commit yet, so there is nothing to branch from. Make the first commit.`;
}

async function commitOf(repo: string, ref: string): Promise<string | null> {
  const found = await readGit(repo, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  return found.kind === 'ok' ? lineOf(found.stdout) : null;
}

async function checkedOutIn(repo: string, branch: string): Promise<string> {
  const ask = ['for-each-ref', '--format=%(worktreepath)', `refs/heads/${branch}`];
  const found = await readGit(repo, ask);
  return found.kind === 'ok' ? lineOf(found.stdout).trim() : '';
}

async function upstreamOf(repo: string, branch: string): Promise<string | null> {
  const found = await readGit(repo, [
    'for-each-ref',
    '--format=%(refname)',
    `refs/remotes/*/${branch}`,
  ]);
  if (found.kind !== 'ok') return null;
  const refs = lineOf(found.stdout).split('\n');
  const [only] = refs;
  return refs.length === 1 && only !== undefined && only !== '' ? only : null;
}

/** `tapmux/<name>`, or with a number; another separator where a branch `tapmux` is in the way. */
async function freeBranch(repo: string, name: string): Promise<string> {
  const separator = (await commitOf(repo, 'refs/heads/tapmux')) === null ? '/' : '-';
  const base = `tapmux${separator}${name.replaceAll(/[^\w-]+/g, '-')}`;
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? base : `${base}-${n}`;
    // Also finds branches below it (`<candidate>/x`), which would be in the way.
    const found = await readGit(repo, ['for-each-ref', `refs/heads/${candidate}`]);
    if (found.kind !== 'ok' || found.stdout.length === 0) return candidate;
  }
}

/** Takes back what this attempt made, and nothing else. */
async function undo(
  deps: WorkspacesDeps,
  repo: string,
  path: string,
  made: NewBranch | null,
): Promise<void> {
  // Twice --force: git locks a worktree while it makes one.
  await writeGit(repo, ['worktree', 'remove', '--force', '--force', '--', path]);
  try {
    await release(path);
  } catch (error) {
    deps.log.warn({ path, err: error }, 'a failed worktree was left behind');
  }
  if (made === null) return;
  if ((await commitOf(repo, `refs/heads/${made.branch}`)) !== made.start) return;
  const gone = await writeGit(repo, ['branch', '--quiet', '-D', made.branch]);
  if (gone.kind !== 'ok') {
    deps.log.warn({ repo, branch: made.branch, why: gone.why }, 'a failed branch was left behind');
  }
}

function failed(why: string): Failed {
  return { kind: 'failed', why };
}
