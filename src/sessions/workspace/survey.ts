import { lineOf, readGit, sawEverything } from '../git.ts';
import type { GitResult } from '../git.ts';
import { endsWithSlash, parseIndex, parseStatus } from './status.ts';
import type { StatusEntry } from './status.ts';
import { below, exists, repositoriesBelow, traceOf, tracesBelow } from './traces.ts';

/** Everything in one repository that a deletion of its folder would lose. */
export interface Survey {
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
  readonly unpushed: readonly string[];
  readonly stashes: readonly string[];
  /** What the fingerprint is made of. */
  readonly traces: readonly string[];
}

/** Which commits go with the folder. */
export type Endangered =
  /** A repository of its own: every local branch and the stash. */
  | { readonly kind: 'all' }
  /** A worktree: what it stands on and the branch that was made for it; the rest stays behind. */
  | { readonly kind: 'worktree'; readonly ownBranch: string | null };

/** Rejects when anything could not be seen. */
export async function survey(folder: string, endangered: Endangered): Promise<Survey> {
  const status = await must(readGit(folder, statusArgs));
  if (!sawEverything(status.stderr)) throw new Error('git may not look into all of its folders');
  const entries = known(parseStatus(status.stdout));
  const index = known(parseIndex((await must(readGit(folder, indexArgs))).stdout));
  const root = Buffer.from(folder);
  const changed = pathsOf(entries, 'changed');
  const untracked = pathsOf(entries, 'untracked');
  for (const entry of index) {
    if (entry.muted && (await exists(below(root, entry.path)))) changed.push(entry.path);
  }
  for (const path of pathsOf(entries, 'ignored').filter(endsWithSlash)) {
    const inside = await repositoriesBelow(below(root, path));
    untracked.push(...inside.map((one) => below(one.subarray(root.length + 1), Buffer.alloc(0))));
  }
  const commits = await commitsOf(folder, endangered);
  const own: Survey = {
    changed: changed.map(String),
    untracked: untracked.map(String),
    ...commits,
    traces: [
      status.stdout.toString('hex'),
      ...commits.traces,
      ...(await fileTraces(root, [...changed, ...untracked])),
    ],
  };
  const inner: Survey[] = [];
  for (const entry of index) {
    const path = below(root, entry.path);
    if (entry.submodule && (await exists(below(path, Buffer.from('.git'))))) {
      inner.push(prefixed(`${String(entry.path)}/`, await survey(String(path), { kind: 'all' })));
    }
  }
  return merged(own, inner);
}

const statusArgs = [
  'status',
  '--porcelain=v2',
  '-z',
  '--untracked-files=all',
  '--ignored=matching',
  '--ignore-submodules=none',
];
const indexArgs = ['ls-files', '-v', '--stage', '-z'];

type Commits = Pick<Survey, 'unpushed' | 'stashes' | 'traces'>;

async function commitsOf(folder: string, endangered: Endangered): Promise<Commits> {
  const branch = await optional(readGit(folder, ['symbolic-ref', '--quiet', 'HEAD']));
  const head = await optional(readGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']));
  const refs = await must(
    readGit(folder, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads']),
  );
  const own =
    endangered.kind === 'worktree' && endangered.ownBranch !== null
      ? `refs/heads/${endangered.ownBranch}`
      : null;
  const branches = lineOf(refs.stdout).split('\n');
  const ownTip = branches.find((line) => own !== null && line.endsWith(` ${own}`));
  const tips =
    endangered.kind === 'all' ? ['--branches'] : own !== null && ownTip !== undefined ? [own] : [];
  // A worktree's commits are safe on any other branch: the repository stays.
  const safe =
    endangered.kind === 'all'
      ? []
      : [...new Set([branch, own])]
          .filter((ref) => ref !== null)
          .map((ref) => `--exclude=${ref.replace(/^refs\/heads\//, '')}`)
          .concat('--branches');
  const from = head === null ? tips : ['HEAD', ...tips];
  const unpushed =
    from.length === 0 ? [] : await revisions(folder, [...from, '--not', '--remotes', ...safe]);
  const stashes = endangered.kind === 'all' ? await stashesOf(folder) : [];
  const traces = [branch ?? 'detached', head ?? 'unborn', ownTip ?? '', ...unpushed, ...stashes];
  return { unpushed, stashes, traces };
}

async function revisions(folder: string, args: readonly string[]): Promise<string[]> {
  const { stdout } = await must(readGit(folder, ['rev-list', ...args, '--']));
  return linesOf(stdout);
}

/** A worktree shares the stash with its repository, where it stays; so only repositories are asked. */
async function stashesOf(folder: string): Promise<string[]> {
  const there = await readGit(folder, ['show-ref', '--verify', '--quiet', 'refs/stash']);
  if (there.kind === 'failed') return [];
  const { stdout } = await must(
    readGit(folder, ['reflog', 'show', '--format=%H', 'refs/stash', '--']),
  );
  return linesOf(stdout);
}

async function fileTraces(root: Buffer, paths: readonly Buffer[]): Promise<string[]> {
  const traces: string[] = [];
  for (const path of paths) {
    const full = below(root, path);
    traces.push(await traceOf(full));
    if (endsWithSlash(path)) traces.push(...(await tracesBelow(full)));
  }
  return traces;
}

function pathsOf(entries: readonly StatusEntry[], kind: StatusEntry['kind']): Buffer[] {
  return entries.filter((entry) => entry.kind === kind).map((entry) => entry.path);
}

function prefixed(prefix: string, found: Survey): Survey {
  const within = (paths: readonly string[]) => paths.map((path) => prefix + path);
  return { ...found, changed: within(found.changed), untracked: within(found.untracked) };
}

/** Work in a submodule counts as uncommitted work of the whole. */
function merged(own: Survey, inner: readonly Survey[]): Survey {
  const within = inner.flatMap((one) => [...one.changed, ...one.untracked]);
  return {
    ...own,
    changed: [...own.changed, ...within],
    unpushed: [...own.unpushed, ...inner.flatMap((one) => one.unpushed)],
    stashes: [...own.stashes, ...inner.flatMap((one) => one.stashes)],
    traces: [...own.traces, ...inner.flatMap((one) => one.traces)],
  };
}

type Told = Extract<GitResult, { kind: 'ok' }>;

async function must(running: Promise<GitResult>): Promise<Told> {
  const result = await running;
  if (result.kind === 'ok') return result;
  throw new Error(result.why);
}

/** The line, or null where git answers with a plain no; anything else is no answer. */
async function optional(running: Promise<GitResult>): Promise<string | null> {
  const result = await running;
  if (result.kind === 'failed' && result.code === 1) return null;
  if (result.kind === 'ok') return lineOf(result.stdout);
  throw new Error(result.why);
}

function linesOf(stdout: Buffer): string[] {
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

function known<T>(parsed: T | null): T {
  if (parsed === null) throw new Error('git answered in a form that is not known here');
  return parsed;
}
