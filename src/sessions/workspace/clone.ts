import { isAbsolute } from 'node:path';
import { messageOf } from '../../errors.ts';
import { advise, isBranchName, lineOf, readGit, writeGit } from '../git.ts';
import type { CloneRequest, Provisioned, ProvisionOptions, WorkspacesDeps } from '../workspaces.ts';
import { parseCloneAddress } from './clone-address.ts';
import { openFolder } from './given.ts';
import { mark, release, reserve } from './place.ts';

type Failed = Extract<Provisioned, { kind: 'failed' }>;

/** A repository of the session's own, from an address that carries no secret. */
export async function provisionClone(
  deps: WorkspacesDeps,
  request: CloneRequest,
  options: ProvisionOptions,
): Promise<Provisioned> {
  const parsed = parseCloneAddress(request.url);
  if (parsed.kind === 'failed') return parsed;
  const { address } = parsed;
  if (request.branch !== undefined && !(await isBranchName(request.branch))) {
    return failed(`${JSON.stringify(request.branch)} is not a branch name git accepts.`);
  }
  if (isAbsolute(address)) {
    const source = await openFolder(address);
    if (source.kind === 'failed') return source;
  }
  const place = await reserve(deps.root, request.name, request.id);
  if (place.kind === 'failed') return place;

  const { path } = place;
  const fail = async (why: string): Promise<Failed> => {
    try {
      await release(path);
    } catch (error) {
      deps.log.warn({ path, err: error }, 'a failed clone was left behind');
    }
    return failed(why);
  };
  const talk = options.onProgress === undefined ? '--quiet' : '--progress';
  const cloned = await writeGit(
    '/',
    ['clone', talk, '--origin', 'origin', '--', address, path],
    options,
  );
  if (cloned.kind !== 'ok') return fail(`${address} was not cloned: ${advise(cloned.why)}`);
  const branch = await settleBranch(path, request.branch, options);
  if (branch.kind === 'failed') return fail(branch.why);
  try {
    await mark(path, request.id, deps.clock.now());
  } catch (error) {
    return fail(`The clone in ${path} cannot be marked: ${messageOf(error)}.`);
  }
  return {
    kind: 'ready',
    workspace: {
      path,
      kind: 'clone',
      owned: true,
      repoPath: null,
      repoUrl: address,
      branch: branch.name,
      branchOwned: branch.made,
    },
  };
}

type SettledBranch =
  | { readonly kind: 'branch'; readonly name: string | null; readonly made: boolean }
  | Failed;

/** The branch that was asked for: the remote's, or a new one from where the clone stands. */
async function settleBranch(
  path: string,
  wanted: string | undefined,
  options: ProvisionOptions,
): Promise<SettledBranch> {
  const head = await readGit(path, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  const current = head.kind === 'ok' ? lineOf(head.stdout) : null;
  if (wanted === undefined || wanted === current) {
    return { kind: 'branch', name: current, made: false };
  }
  const remote = `refs/remotes/origin/${wanted}`;
  const known = await readGit(path, ['show-ref', '--verify', '--quiet', remote]);
  const start = known.kind === 'ok' ? ['--track', `origin/${wanted}`] : [];
  const made = await writeGit(path, ['switch', '--quiet', '-c', wanted, ...start], options);
  return made.kind === 'ok'
    ? { kind: 'branch', name: wanted, made: known.kind !== 'ok' }
    : failed(`Branch ${JSON.stringify(wanted)} cannot be checked out: ${advise(made.why)}`);
}

function failed(why: string): Failed {
  return { kind: 'failed', why };
}
