import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Workspace } from '../../src/domain/session.ts';
import { createWorkspaces } from '../../src/sessions/workspaces.ts';
import type { ProvisionRequest, Provisioned, Workspaces } from '../../src/sessions/workspaces.ts';
import { commit, git, makeRepository } from '../support/repository.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
let base: string;
let root: string;
let workspaces: Workspaces;

beforeEach(() => {
  base = temp();
  root = join(base, 'workspaces');
  workspaces = createWorkspaces({ root, clock: systemClock, log: { warn() {} } });
});

function ready(made: Provisioned): Workspace {
  if (made.kind === 'failed') throw new Error(made.why);
  return made.workspace;
}

function whyFailed(made: Provisioned): string {
  if (made.kind === 'ready') throw new Error(`made ${made.workspace.path}`);
  return made.why;
}

async function whyNotGiven(path: string): Promise<string> {
  return whyFailed(await workspaces.provision({ kind: 'given', path }));
}

function worktree(repo: string, branch?: string): ProvisionRequest {
  const common = { kind: 'worktree', repo, id: newSessionId(), name: 'tap-shop' } as const;
  return branch === undefined ? common : { ...common, branch };
}

function clone(url: string, branch?: string): ProvisionRequest {
  const common = { kind: 'clone', url, id: newSessionId(), name: 'tap-shop' } as const;
  return branch === undefined ? common : { ...common, branch };
}

const entries = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
const branches = (repo: string) =>
  git(repo, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');

describe('a given folder', () => {
  it.each(['plain', 'with blanks', `it's "quoted" $HOME`, 'two\nlines', '-dash', 'naïve ü 漢'])(
    'is taken as it is: %j',
    async (name) => {
      const path = join(base, name);
      mkdirSync(path);
      const workspace = ready(await workspaces.provision({ kind: 'given', path }));
      expect(workspace).toMatchObject({ path, kind: 'given', owned: false, branchOwned: false });
      expect(readdirSync(path)).toEqual([]);
    },
  );

  it('is named by its real path', async () => {
    mkdirSync(join(base, 'real'));
    symlinkSync(join(base, 'real'), join(base, 'link'));
    const workspace = ready(
      await workspaces.provision({ kind: 'given', path: join(base, 'link') }),
    );
    expect(workspace.path).toBe(join(base, 'real'));
  });

  it('that cannot be used is refused with the reason and a next step', async () => {
    writeFileSync(join(base, 'file'), '');
    symlinkSync('loop', join(base, 'loop'));
    expect(await whyNotGiven(join(base, 'no'))).toMatch(/does not exist\. .+\./);
    expect(await whyNotGiven(join(base, 'file'))).toMatch(/is a file.+\. .+\./);
    expect(await whyNotGiven(join(base, 'file', 'x'))).toMatch(/leads through a file\. .+\./);
    expect(await whyNotGiven(join(base, 'loop'))).toMatch(/leads to itself\. .+\./);
    expect(await whyNotGiven('relative/path')).toMatch(/not an absolute path\. .+\./);
    expect(await whyNotGiven(`${base}\0x`)).toMatch(/not an absolute path/);
  });
});

describe('a worktree', () => {
  it('P13 is made under the root with a branch of its own from HEAD', async () => {
    const repo = makeRepository(join(base, 'shop'));
    const workspace = ready(await workspaces.provision(worktree(repo)));
    expect(workspace).toMatchObject({
      kind: 'worktree',
      owned: true,
      repoPath: repo,
      branch: 'tapmux/tap-shop',
      branchOwned: true,
    });
    expect(workspace.path.startsWith(`${root}/tap-shop-`)).toBe(true);
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(git(workspace.path, 'branch', '--show-current')).toBe('tapmux/tap-shop');
    expect(git(workspace.path, 'rev-parse', 'HEAD')).toBe(git(repo, 'rev-parse', 'HEAD'));
    expect(git(workspace.path, 'status', '--porcelain')).toBe('');
  });

  it('gets the next free branch name', async () => {
    const repo = makeRepository(join(base, 'shop'));
    const made = [];
    for (let n = 0; n < 3; n += 1)
      made.push(ready(await workspaces.provision(worktree(repo))).branch);
    expect(made).toEqual(['tapmux/tap-shop', 'tapmux/tap-shop-2', 'tapmux/tap-shop-3']);
  });

  it('finds a name where a branch "tapmux" or one below its own is in the way', async () => {
    const repo = makeRepository(join(base, 'shop'));
    git(repo, 'branch', 'tapmux/tap-shop/deep');
    expect(ready(await workspaces.provision(worktree(repo))).branch).toBe('tapmux/tap-shop-2');
    const other = makeRepository(join(base, 'other'));
    git(other, 'branch', 'tapmux');
    expect(ready(await workspaces.provision(worktree(other))).branch).toBe('tapmux-tap-shop');
  });

  it('takes an existing branch, which stays the operator’s', async () => {
    const repo = makeRepository(join(base, 'shop'));
    git(repo, 'branch', 'topic');
    const workspace = ready(await workspaces.provision(worktree(repo, 'topic')));
    expect(workspace).toMatchObject({ branch: 'topic', branchOwned: false });
    expect(git(workspace.path, 'branch', '--show-current')).toBe('topic');
  });

  it('makes a branch that does not exist', async () => {
    const repo = makeRepository(join(base, 'shop'));
    const workspace = ready(await workspaces.provision(worktree(repo, 'fresh/one')));
    expect(workspace).toMatchObject({ branch: 'fresh/one', branchOwned: true });
  });

  it('goes on with a branch that only the remote has', async () => {
    const origin = makeRepository(join(base, 'origin'));
    git(origin, 'switch', '--quiet', '-c', 'topic');
    const tip = commit(origin, 'more', 'x');
    git(origin, 'switch', '--quiet', 'main');
    git(base, 'clone', '--quiet', origin, 'shop');
    const workspace = ready(await workspaces.provision(worktree(join(base, 'shop'), 'topic')));
    expect(git(workspace.path, 'rev-parse', 'HEAD')).toBe(tip);
    expect(git(workspace.path, 'rev-parse', '--abbrev-ref', '@{upstream}')).toBe('origin/topic');
  });

  it('is refused for a branch that is checked out elsewhere, and says where', async () => {
    const repo = makeRepository(join(base, 'shop'));
    const why = whyFailed(await workspaces.provision(worktree(repo, 'main')));
    expect(why).toContain('"main" is checked out in');
    expect(why).toContain(repo);
    expect(entries(root)).toEqual([]);
  });

  it.each(['-f', '--force', 'a..b', 'a b', 'HEAD', 'x.lock', '', 'a\nb'])(
    'is refused for %j, which is no branch name',
    async (name) => {
      const repo = makeRepository(join(base, 'shop'));
      expect(whyFailed(await workspaces.provision(worktree(repo, name)))).toContain(
        'not a branch name',
      );
      expect(branches(repo)).toEqual(['main']);
    },
  );

  it('is refused outside of a repository, and in one without a commit', async () => {
    mkdirSync(join(base, 'plain'));
    git(base, 'init', '--quiet', 'empty');
    expect(whyFailed(await workspaces.provision(worktree(join(base, 'plain'))))).toContain(
      'not a git repository',
    );
    expect(whyFailed(await workspaces.provision(worktree(join(base, 'empty'))))).toContain(
      'no commit yet',
    );
    expect(whyFailed(await workspaces.provision(worktree(join(base, 'no'))))).toContain(
      'does not exist',
    );
    expect(entries(root)).toEqual([]);
  });

  it('comes from a folder inside the repository, a bare one, and a path with a line end', async () => {
    const repo = makeRepository(join(base, 'two\nlines'));
    mkdirSync(join(repo, 'inside'));
    const inside = ready(await workspaces.provision(worktree(join(repo, 'inside'))));
    expect(inside.repoPath).toBe(repo);
    git(base, 'clone', '--quiet', '--bare', repo, 'bare.git');
    const bare = ready(await workspaces.provision(worktree(join(base, 'bare.git'))));
    expect(bare.repoPath).toBe(join(base, 'bare.git'));
    expect(git(bare.path, 'log', '--format=%s')).toBe('add readme');
  });

  it('comes from a linked worktree’s own HEAD and belongs to the main repository', async () => {
    const repo = makeRepository(join(base, 'shop'));
    git(repo, 'worktree', 'add', '--quiet', '-b', 'side', join(base, 'side'));
    const tip = commit(join(base, 'side'), 'more', 'x');
    const workspace = ready(await workspaces.provision(worktree(join(base, 'side'))));
    expect(workspace.repoPath).toBe(repo);
    expect(git(workspace.path, 'rev-parse', 'HEAD')).toBe(tip);
  });

  it('P13 that fails leaves no folder, no branch and no registration, and takes nothing else', async () => {
    const repo = makeRepository(join(base, 'shop'));
    git(repo, 'branch', 'topic');
    writeFileSync(
      join(repo, '.git', 'hooks', 'post-checkout'),
      '#!/bin/sh\necho no >&2\nexit 3\n',
      { mode: 0o755 },
    );
    expect(whyFailed(await workspaces.provision(worktree(repo)))).toContain('was not made');
    expect(whyFailed(await workspaces.provision(worktree(repo, 'topic')))).toContain(
      'was not made',
    );
    expect(entries(root)).toEqual([]);
    expect(branches(repo)).toEqual(['main', 'topic']);
    expect(git(repo, 'worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
  });

  it('P13 that is cancelled in the middle leaves nothing', async () => {
    const repo = makeRepository(join(base, 'shop'));
    const stop = new AbortController();
    // The hook says where it is, then waits for ever.
    const fifo = join(base, 'reached');
    writeFileSync(
      join(repo, '.git', 'hooks', 'post-checkout'),
      `#!/bin/sh\ntouch '${fifo}'\nexec sleep 600\n`,
      { mode: 0o755 },
    );
    const making = workspaces.provision(worktree(repo), { signal: stop.signal });
    await expect.poll(() => existsSync(fifo), { timeout: 10_000 }).toBe(true);
    stop.abort();
    expect(whyFailed(await making)).toContain('cancelled');
    expect(entries(root)).toEqual([]);
    expect(branches(repo)).toEqual(['main']);
    expect(git(repo, 'worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
  });

  it('P13 never takes over a folder that is there already', async () => {
    const repo = makeRepository(join(base, 'shop'));
    const request = worktree(repo);
    if (request.kind !== 'worktree') throw new Error('unreachable');
    const first = join(root, `tap-shop-${request.id.slice(0, 8)}`);
    mkdirSync(first, { recursive: true });
    writeFileSync(join(first, 'precious'), 'x');
    expect(ready(await workspaces.provision(request)).path).toBe(`${first}-2`);
    expect(readFileSync(join(first, 'precious'), 'utf8')).toBe('x');
  });

  it('P15 hides tapmux’s secrets from the repository’s hooks', async () => {
    const repo = makeRepository(join(base, 'shop'));
    const seen = join(base, 'seen');
    writeFileSync(join(repo, '.git', 'hooks', 'post-checkout'), `#!/bin/sh\nenv > '${seen}'\n`, {
      mode: 0o755,
    });
    process.env['TELEGRAM_BOT_TOKEN'] = '1:hush';
    try {
      ready(await workspaces.provision(worktree(repo)));
    } finally {
      delete process.env['TELEGRAM_BOT_TOKEN'];
    }
    expect(readFileSync(seen, 'utf8')).toContain('LC_ALL=C');
    expect(readFileSync(seen, 'utf8')).not.toContain('hush');
  });
});

describe('a clone', () => {
  it('P13 is made under the root from a path or a file address', async () => {
    const origin = makeRepository(join(base, 'two words'));
    for (const url of [origin, `file://${origin.replace(' ', '%20')}`]) {
      const workspace = ready(await workspaces.provision(clone(url)));
      expect(workspace).toMatchObject({
        kind: 'clone',
        owned: true,
        repoUrl: url,
        branch: 'main',
        branchOwned: false,
      });
      expect(workspace.path.startsWith(`${root}/`)).toBe(true);
      expect(git(workspace.path, 'log', '--format=%s')).toBe('add readme');
      expect(git(workspace.path, 'status', '--porcelain')).toBe('');
    }
  });

  it('stands on the branch that was asked for, of the remote or new', async () => {
    const origin = makeRepository(join(base, 'origin'));
    git(origin, 'switch', '--quiet', '-c', 'topic');
    const tip = commit(origin, 'more', 'x');
    git(origin, 'switch', '--quiet', 'main');
    const topic = ready(await workspaces.provision(clone(origin, 'topic')));
    expect(topic).toMatchObject({ branch: 'topic', branchOwned: false });
    expect(git(topic.path, 'rev-parse', 'HEAD')).toBe(tip);
    const fresh = ready(await workspaces.provision(clone(origin, 'fresh')));
    expect(fresh).toMatchObject({ branch: 'fresh', branchOwned: true });
    expect(git(fresh.path, 'branch', '--show-current')).toBe('fresh');
  });

  it('of an empty repository works', async () => {
    git(base, 'init', '--quiet', '--bare', 'empty.git');
    expect(ready(await workspaces.provision(clone(join(base, 'empty.git'), 'topic'))).branch).toBe(
      'topic',
    );
  });

  it('P13 that fails leaves nothing', async () => {
    mkdirSync(join(base, 'plain'));
    const why = whyFailed(await workspaces.provision(clone(join(base, 'plain'))));
    expect(why).toContain('was not cloned');
    expect(why).toContain('Check the address');
    expect(entries(root)).toEqual([]);
  });

  it('P13 that is cancelled leaves nothing', async () => {
    const origin = makeRepository(join(base, 'origin'));
    const stop = new AbortController();
    const making = workspaces.provision(clone(`file://${origin}`), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(whyFailed(await making)).toContain('cancelled');
    expect(entries(root)).toEqual([]);
  });

  it('tells its progress', async () => {
    const origin = makeRepository(join(base, 'origin'));
    const lines: string[] = [];
    await workspaces.provision(clone(`file://${origin}`), {
      onProgress: (line) => lines.push(line),
    });
    expect(lines.some((line) => line.startsWith('Receiving objects'))).toBe(true);
  });
});
