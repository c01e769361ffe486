import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Workspace } from '../../src/domain/session.ts';
import { createWorkspaces } from '../../src/sessions/workspaces.ts';
import type { ProvisionRequest, Work, Workspaces } from '../../src/sessions/workspaces.ts';
import { commit, git, makeRepository } from '../support/repository.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
let base: string;
let origin: string;
let workspaces: Workspaces;

beforeEach(() => {
  base = temp();
  origin = makeRepository(join(base, 'origin'));
  workspaces = createWorkspaces({
    root: join(base, 'workspaces'),
    clock: systemClock,
    log: { warn() {} },
  });
});

async function made(request: ProvisionRequest): Promise<Workspace> {
  const result = await workspaces.provision(request);
  if (result.kind === 'failed') throw new Error(result.why);
  return result.workspace;
}
const worktree = (branch?: string) =>
  made({
    kind: 'worktree',
    repo: origin,
    id: newSessionId(),
    name: 'tap-shop',
    ...(branch === undefined ? {} : { branch }),
  });
const clone = () => made({ kind: 'clone', url: origin, id: newSessionId(), name: 'tap-shop' });

async function work(workspace: Workspace): Promise<Work> {
  const found = await workspaces.assess(workspace);
  if (found.kind !== 'work') throw new Error(`it is ${JSON.stringify(found)}`);
  return found;
}

const none = { uncommitted: 0, untracked: 0, unpushed: 0, stashes: 0 };

describe.each([
  ['a worktree', () => worktree()],
  ['a clone', () => clone()],
])('P13 in %s', (_kind, make) => {
  it('fresh from its making nothing would be lost', async () => {
    expect(await workspaces.assess(await make())).toEqual({ kind: 'clean' });
  });

  it('changed, staged, renamed and deleted files count as uncommitted', async () => {
    const { path } = await make();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(path, name), `${name}\n`.repeat(9));
    git(path, 'add', '.');
    git(path, 'commit', '--quiet', '-m', 'three');
    git(path, 'push', '--quiet', origin, 'HEAD:refs/heads/elsewhere');
    git(path, 'mv', 'a', 'new name\nof a');
    rmSync(join(path, 'b'));
    writeFileSync(join(path, 'c'), 'changed');
    writeFileSync(join(path, 'readme'), 'staged');
    git(path, 'add', 'readme');
    const found = await work(asWorkspace(path));
    expect(found.uncommitted).toBe(4);
    expect([...found.files].sort()).toEqual(['b', 'c', 'new name\nof a', 'readme']);
  });

  it('an unfinished merge counts as uncommitted', async () => {
    const workspace = await make();
    git(workspace.path, 'switch', '--quiet', '-c', 'side');
    commit(workspace.path, 'readme', 'one');
    git(workspace.path, 'switch', '--quiet', '-');
    commit(workspace.path, 'readme', 'two');
    expect(() => git(workspace.path, 'merge', 'side')).toThrow('Command failed');
    expect(await work(workspace)).toMatchObject({ uncommitted: 1, files: ['readme'] });
  });

  it('new files count, in whatever folder and under whatever name; ignored ones do not', async () => {
    const workspace = await make();
    mkdirSync(join(workspace.path, 'deep', 'er'), { recursive: true });
    writeFileSync(join(workspace.path, 'deep', 'er', 'ü "x"\n'), '');
    writeFileSync(join(workspace.path, '.gitignore'), 'build/\n');
    mkdirSync(join(workspace.path, 'build'));
    writeFileSync(join(workspace.path, 'build', 'out'), '');
    expect(await work(workspace)).toMatchObject({
      ...none,
      untracked: 2,
      files: ['.gitignore', 'deep/er/ü "x"\n'],
    });
  });

  it('settings that make git status silent do not hide work', async () => {
    const workspace = await make();
    git(workspace.path, 'config', 'status.showUntrackedFiles', 'no');
    git(workspace.path, 'update-index', '--assume-unchanged', 'readme');
    writeFileSync(join(workspace.path, 'readme'), 'changed');
    writeFileSync(join(workspace.path, 'new'), '');
    expect(await work(workspace)).toMatchObject({ ...none, uncommitted: 1, untracked: 1 });
  });

  it('a repository inside counts as new, even in an ignored folder', async () => {
    const workspace = await make();
    makeRepository(join(workspace.path, 'inner'));
    writeFileSync(join(workspace.path, '.git-exclude'), '');
    writeFileSync(join(workspace.path, '.gitignore'), '/vendor/\n');
    makeRepository(join(workspace.path, 'vendor', 'lib'));
    const found = await work(workspace);
    expect(found.files).toContain('inner/');
    expect(found.files).toContain('vendor/lib/');
    commit(join(workspace.path, 'vendor', 'lib'), 'more', 'x');
    const after = await work(workspace);
    expect(after.fingerprint).not.toBe(found.fingerprint);
  });

  it('commits that nobody else has count as unpushed, also on a detached HEAD', async () => {
    const workspace = await make();
    commit(workspace.path, 'one', '1');
    commit(workspace.path, 'two', '2');
    expect(await work(workspace)).toMatchObject({ ...none, unpushed: 2 });
    git(workspace.path, 'switch', '--quiet', '--detach');
    commit(workspace.path, 'three', '3');
    expect(await work(workspace)).toMatchObject({ ...none, unpushed: 3 });
  });

  it('names at most ten files', async () => {
    const workspace = await make();
    for (let n = 0; n < 12; n += 1) writeFileSync(join(workspace.path, `f${n}`), '');
    const found = await work(workspace);
    expect(found.untracked).toBe(12);
    expect(found.files).toHaveLength(10);
  });

  it('the fingerprint stays while nothing happens and changes with everything that does', async () => {
    const workspace = await make();
    const { path } = workspace;
    const seen = new Set<string>();
    const steps: (() => void)[] = [
      () => writeFileSync(join(path, 'new'), 'a'),
      () => writeFileSync(join(path, 'new'), 'other content'),
      () => utimesSync(join(path, 'new'), 1_000, 1_000),
      () => chmodSync(join(path, 'new'), 0o755),
      () => writeFileSync(join(path, 'readme'), 'changed'),
      () => writeFileSync(join(path, 'readme'), 'changed once more'),
      () => git(path, 'add', 'readme'),
      () => git(path, 'commit', '--quiet', '-m', 'x'),
      () => git(path, 'commit', '--quiet', '--amend', '-m', 'y'),
      () => git(path, 'switch', '--quiet', '--detach'),
    ];
    for (const step of steps) {
      step();
      const first = await work(workspace);
      expect(await work(workspace)).toEqual(first);
      seen.add(first.fingerprint);
    }
    expect(seen.size).toBe(steps.length);
  });

  it('what is gone is absent, and what cannot be told is unknown, never clean', async () => {
    const workspace = await make();
    expect(await workspaces.assess({ ...workspace, path: `${workspace.path}-gone` })).toEqual({
      kind: 'absent',
    });
    writeFileSync(join(base, 'file'), '');
    expect((await workspaces.assess({ ...workspace, path: join(base, 'file') })).kind).toBe(
      'unknown',
    );
    symlinkSync(workspace.path, join(base, 'link'));
    expect((await workspaces.assess({ ...workspace, path: join(base, 'link') })).kind).toBe(
      'unknown',
    );
    writeFileSync(join(git(workspace.path, 'rev-parse', '--absolute-git-dir'), 'index'), 'rubbish');
    expect((await workspaces.assess(workspace)).kind).toBe('unknown');
  });

  it('a folder that lost its .git does not speak for a repository around it', async () => {
    git(base, 'init', '--quiet');
    writeFileSync(join(base, '.git', 'info', 'exclude'), '*\n');
    const workspace = await make();
    rmSync(join(workspace.path, '.git'), { recursive: true });
    expect((await workspaces.assess(workspace)).kind).toBe('unknown');
  });

  it('looking starts no program that the repository names, and writes nothing', async () => {
    const workspace = await make();
    const ran = join(base, 'ran');
    const program = join(base, 'program');
    writeFileSync(program, `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
    git(workspace.path, 'config', 'core.fsmonitor', program);
    git(workspace.path, 'config', 'core.pager', program);
    git(workspace.path, 'config', 'core.hooksPath', join(base, 'hooks'));
    mkdirSync(join(base, 'hooks'));
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) {
      writeFileSync(join(base, 'hooks', hook), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
    }
    const index = join(git(workspace.path, 'rev-parse', '--absolute-git-dir'), 'index');
    const before = readFileSync(index);
    // Git would like to note the new time of this file in its index now.
    utimesSync(join(workspace.path, 'readme'), 1_000, 1_000);
    expect(await workspaces.assess(workspace)).toEqual({ kind: 'clean' });
    expect(existsSync(ran)).toBe(false);
    expect(readFileSync(index).equals(before)).toBe(true);
  });
});

/** The workspace that was made at `path` earlier in a test is known by its git directory. */
function asWorkspace(path: string): Workspace {
  const linked = git(path, 'rev-parse', '--git-dir') !== '.git';
  return {
    path,
    kind: linked ? 'worktree' : 'clone',
    owned: true,
    repoPath: linked ? origin : null,
    repoUrl: null,
    branch: null,
    branchOwned: false,
  };
}

describe('P13 commits of a worktree', () => {
  it('are safe on another local branch or a remote one', async () => {
    const workspace = await worktree();
    commit(workspace.path, 'one', '1');
    git(origin, 'branch', 'kept', workspace.branch ?? '');
    expect(await workspaces.assess(workspace)).toEqual({ kind: 'clean' });
    git(origin, 'branch', '-D', 'kept');
    expect(await work(workspace)).toMatchObject({ unpushed: 1 });
    git(base, 'init', '--quiet', '--bare', 'hub.git');
    git(origin, 'remote', 'add', 'hub', join(base, 'hub.git'));
    git(workspace.path, 'push', '--quiet', 'hub', 'HEAD');
    expect(await workspaces.assess(workspace)).toEqual({ kind: 'clean' });
  });

  it('on the branch made for it count although it stands on another one now', async () => {
    const workspace = await worktree();
    commit(workspace.path, 'one', '1');
    git(workspace.path, 'switch', '--quiet', '-c', 'side', 'main');
    expect(await work(workspace)).toMatchObject({ ...none, unpushed: 1 });
  });

  it('do not include the stash, which stays in the repository', async () => {
    const workspace = await worktree();
    writeFileSync(join(workspace.path, 'readme'), 'changed');
    git(workspace.path, 'stash', '--quiet');
    expect(await workspaces.assess(workspace)).toEqual({ kind: 'clean' });
  });
});

describe('P13 a clone', () => {
  it('counts the commits of all its branches and its stashes', async () => {
    const workspace = await clone();
    git(workspace.path, 'switch', '--quiet', '-c', 'side');
    commit(workspace.path, 'one', '1');
    git(workspace.path, 'switch', '--quiet', 'main');
    for (const content of ['x', 'y']) {
      writeFileSync(join(workspace.path, 'readme'), content);
      git(workspace.path, 'stash', '--quiet');
    }
    expect(await work(workspace)).toMatchObject({ ...none, unpushed: 1, stashes: 2 });
    git(workspace.path, 'stash', 'clear');
    git(workspace.path, 'push', '--quiet', 'origin', 'side');
    expect(await workspaces.assess(workspace)).toEqual({ kind: 'clean' });
  });

  it('without a commit is clean until something is in it', async () => {
    git(base, 'init', '--quiet', '--bare', 'empty.git');
    const workspace = await made({
      kind: 'clone',
      url: join(base, 'empty.git'),
      id: newSessionId(),
      name: 'tap-x',
    });
    expect(await workspaces.assess(workspace)).toEqual({ kind: 'clean' });
    commit(workspace.path, 'one', '1');
    expect(await work(workspace)).toMatchObject({ unpushed: 1 });
  });

  it('counts work in a submodule, files as well as commits', async () => {
    const library = makeRepository(join(base, 'library'));
    git(origin, 'submodule', '--quiet', 'add', library, 'lib');
    git(origin, 'commit', '--quiet', '-m', 'lib');
    const workspace = await clone();
    git(workspace.path, 'submodule', '--quiet', 'update', '--init');
    expect(await workspaces.assess(workspace)).toEqual({ kind: 'clean' });
    const lib = join(workspace.path, 'lib');
    git(workspace.path, 'config', '-f', '.git/config', 'submodule.lib.ignore', 'all');
    writeFileSync(join(lib, 'new'), '');
    const found = await work(workspace);
    expect(found.uncommitted).toBeGreaterThan(0);
    expect(found.files).toContain('lib/new');
    git(lib, 'switch', '--quiet', '-c', 'mine');
    commit(lib, 'new', '');
    git(lib, 'switch', '--quiet', '--detach', 'origin/HEAD');
    expect(await work(workspace)).toMatchObject({ ...none, unpushed: 1 });
    git(lib, 'branch', '--quiet', '-D', 'mine');
    commit(library, 'more', 'x');
    git(lib, 'fetch', '--quiet');
    git(lib, 'switch', '--quiet', '--detach', 'origin/main');
    expect(await work(workspace)).toMatchObject({ ...none, uncommitted: 1, files: ['lib'] });
  });
});

describe('a given folder', () => {
  it('is assessed by its repository, and unknown without one', async () => {
    const given = await made({ kind: 'given', path: origin });
    expect((await work(given)).unpushed).toBe(1);
    mkdirSync(join(base, 'plain'));
    const plain = await workspaces.assess({ ...given, path: join(base, 'plain') });
    expect(plain).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('not in a git repository'),
    });
  });
});
