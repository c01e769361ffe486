import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { newSessionId } from '../../src/domain/ids.ts';
import type { Workspace } from '../../src/domain/session.ts';
import { createWorkspaces } from '../../src/sessions/workspaces.ts';
import type { ProvisionRequest, Workspaces } from '../../src/sessions/workspaces.ts';
import { commit, git, makeRepository } from '../support/repository.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
let base: string;
let root: string;
let origin: string;
let workspaces: Workspaces;

beforeEach(() => {
  base = temp();
  root = join(base, 'workspaces');
  origin = makeRepository(join(base, 'origin'));
  workspaces = createWorkspaces({ root, clock: systemClock, log: { warn() {} } });
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

async function fingerprint(workspace: Workspace): Promise<string> {
  const found = await workspaces.assess(workspace);
  if (found.kind !== 'work') throw new Error(`it is ${found.kind}`);
  return found.fingerprint;
}

const branches = () =>
  git(origin, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');
const registered = () =>
  git(origin, 'worktree', 'list', '--porcelain').match(/^worktree /gm)?.length;
const doomed = (path: string) => join(dirname(path), `.removing-${basename(path)}`);

describe.each([
  ['a worktree', () => worktree()],
  ['a clone', () => clone()],
])('%s', (_kind, make) => {
  it('S2.60 P13 without work goes away whole', async () => {
    const workspace = await make();
    mkdirSync(join(workspace.path, 'empty', 'folders'), { recursive: true });
    expect(await workspaces.remove(workspace)).toEqual({ kind: 'removed', branchKept: null });
    expect(readdirSync(root)).toEqual([]);
    expect(branches()).toEqual(['main']);
    expect(registered()).toBe(1);
  });

  it('S2.61 that is gone already is absent', async () => {
    const workspace = await make();
    rmSync(workspace.path, { recursive: true });
    expect(await workspaces.remove(workspace)).toEqual({ kind: 'absent' });
  });

  it('T2.10 P13 with work goes only when exactly this state was confirmed', async () => {
    const workspace = await make();
    writeFileSync(join(workspace.path, 'new'), 'a');
    const refused = await workspaces.remove(workspace);
    expect(refused).toMatchObject({ kind: 'refused', assessment: { kind: 'work', untracked: 1 } });
    const confirmed = await fingerprint(workspace);
    writeFileSync(join(workspace.path, 'new'), 'written after the question');
    expect((await workspaces.remove(workspace, { confirmed })).kind).toBe('refused');
    expect((await workspaces.remove(workspace, { confirmed: '' })).kind).toBe('refused');
    expect(readFileSync(join(workspace.path, 'new'), 'utf8')).toBe('written after the question');
    const again = await fingerprint(workspace);
    expect((await workspaces.remove(workspace, { confirmed: again })).kind).toBe('removed');
    expect(existsSync(workspace.path)).toBe(false);
  });

  it('T2.10 P13 with unpushed commits goes only when confirmed', async () => {
    const workspace = await make();
    commit(workspace.path, 'one', '1');
    expect((await workspaces.remove(workspace)).kind).toBe('refused');
    expect(existsSync(join(workspace.path, 'one'))).toBe(true);
    const confirmed = await fingerprint(workspace);
    expect(await workspaces.remove(workspace, { confirmed })).toEqual({
      kind: 'removed',
      branchKept: null,
    });
    expect(branches()).toEqual(['main']);
  });

  it('P13 that cannot be assessed stays, even confirmed', async () => {
    const workspace = await make();
    writeFileSync(join(workspace.path, 'new'), '');
    const confirmed = await fingerprint(workspace);
    writeFileSync(join(git(workspace.path, 'rev-parse', '--absolute-git-dir'), 'index'), 'rubbish');
    expect(await workspaces.remove(workspace, { confirmed })).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('Nothing was deleted'),
    });
    expect(existsSync(join(workspace.path, 'readme'))).toBe(true);
  });

  it('T2.10 P13 that the record does not call ours is kept', async () => {
    const workspace = await make();
    expect((await workspaces.remove({ ...workspace, owned: false })).kind).toBe('kept');
    expect((await workspaces.remove({ ...workspace, kind: 'given' })).kind).toBe('kept');
    expect(existsSync(join(workspace.path, 'readme'))).toBe(true);
  });

  it('T2.10 P13 is kept when the record names a folder elsewhere', async () => {
    const workspace = await make();
    const paths = [
      origin,
      base,
      root,
      '/',
      join(workspace.path, '..', '..', 'origin'),
      join(workspace.path, '.git'),
    ];
    for (const path of paths) {
      expect(await workspaces.remove({ ...workspace, path })).toMatchObject({ kind: 'kept' });
    }
    expect(existsSync(join(origin, 'readme'))).toBe(true);
    expect(existsSync(join(workspace.path, 'readme'))).toBe(true);
  });

  it('P13 is kept when somebody moved it out of our folder, and the record with it', async () => {
    const workspace = await make();
    renameSync(workspace.path, join(base, 'moved'));
    expect((await workspaces.remove({ ...workspace, path: join(base, 'moved') })).kind).toBe(
      'kept',
    );
    expect(existsSync(join(base, 'moved', 'readme'))).toBe(true);
  });

  it('P13 is kept when a link stands in its place', async () => {
    const workspace = await make();
    renameSync(workspace.path, join(base, 'moved'));
    symlinkSync(join(base, 'moved'), workspace.path);
    expect((await workspaces.remove(workspace)).kind).toBe('kept');
    rmSync(workspace.path);
    symlinkSync(origin, workspace.path);
    expect((await workspaces.remove(workspace)).kind).toBe('kept');
    expect(existsSync(join(base, 'moved', 'readme'))).toBe(true);
    expect(existsSync(join(origin, 'readme'))).toBe(true);
  });

  it('P13 is kept when another folder stands in its place, be it a copy', async () => {
    const workspace = await make();
    renameSync(workspace.path, join(base, 'moved'));
    cpSync(join(base, 'moved'), workspace.path, { recursive: true });
    expect(await workspaces.remove(workspace)).toMatchObject({
      kind: 'kept',
      why: expect.stringContaining('not the folder that tapmux made'),
    });
    rmSync(workspace.path, { recursive: true });
    makeRepository(workspace.path);
    expect((await workspaces.remove(workspace)).kind).toBe('kept');
    expect(existsSync(join(workspace.path, 'readme'))).toBe(true);
  });

  it('P13 never takes what a link inside it leads to', async () => {
    const workspace = await make();
    mkdirSync(join(base, 'precious'));
    writeFileSync(join(base, 'precious', 'file'), 'x');
    writeFileSync(join(workspace.path, '.gitignore'), '*');
    symlinkSync(join(base, 'precious'), join(workspace.path, 'link'));
    expect((await workspaces.remove(workspace)).kind).toBe('removed');
    expect(readFileSync(join(base, 'precious', 'file'), 'utf8')).toBe('x');
  });

  it('S2.60 that cannot be moved away fails with its path and the cause', async () => {
    const workspace = await make();
    mkdirSync(join(doomed(workspace.path), 'in the way'), { recursive: true });
    const failed = await workspaces.remove(workspace);
    expect(failed).toMatchObject({ kind: 'failed', why: expect.stringContaining(workspace.path) });
    expect(failed).toMatchObject({ why: expect.stringContaining('ENOTEMPTY') });
    expect(existsSync(join(workspace.path, 'readme'))).toBe(true);
  });

  it('T2.11 whose deletion broke off is finished by the next attempt', async () => {
    const workspace = await make();
    renameSync(workspace.path, doomed(workspace.path));
    rmSync(join(doomed(workspace.path), '.git'), { recursive: true });
    expect(await workspaces.remove(workspace)).toEqual({ kind: 'removed', branchKept: null });
    expect(readdirSync(root)).toEqual([]);
    expect(registered()).toBe(1);
  });

  it('is removed once when two ask at the same time', async () => {
    const workspace = await make();
    const both = await Promise.all([workspaces.remove(workspace), workspaces.remove(workspace)]);
    expect(both.filter((one) => one.kind === 'removed').length).toBeGreaterThan(0);
    expect(
      both.filter((one) => !['removed', 'absent', 'kept', 'failed'].includes(one.kind)),
    ).toEqual([]);
    expect(existsSync(workspace.path)).toBe(false);
  });
});

it('T2.10 P13 a given folder is never deleted, whatever was confirmed', async () => {
  const given = await made({ kind: 'given', path: origin });
  const confirmed = await fingerprint(given);
  expect((await workspaces.remove(given, { confirmed })).kind).toBe('kept');
  expect((await workspaces.remove({ ...given, owned: true }, { confirmed })).kind).toBe('kept');
  expect(existsSync(join(origin, 'readme'))).toBe(true);
});

describe('the branch of a worktree', () => {
  it('P13 stays when it was the operator’s', async () => {
    git(origin, 'branch', 'topic');
    const workspace = await worktree('topic');
    expect((await workspaces.remove(workspace)).kind).toBe('removed');
    expect(branches()).toEqual(['main', 'topic']);
  });

  it('P13 stays when its deletion broke off and it holds commits that no confirmation covers now', async () => {
    const workspace = await worktree();
    const tip = commit(workspace.path, 'one', '1');
    renameSync(workspace.path, doomed(workspace.path));
    const removed = await workspaces.remove(workspace);
    expect(removed).toEqual({ kind: 'removed', branchKept: workspace.branch });
    expect(git(origin, 'rev-parse', workspace.branch ?? '')).toBe(tip);
  });

  it('goes when its commits were pushed', async () => {
    git(base, 'init', '--quiet', '--bare', 'hub.git');
    git(origin, 'remote', 'add', 'hub', join(base, 'hub.git'));
    const workspace = await worktree();
    commit(workspace.path, 'one', '1');
    git(workspace.path, 'push', '--quiet', 'hub', 'HEAD');
    expect((await workspaces.remove(workspace)).kind).toBe('removed');
    expect(branches()).toEqual(['main']);
  });

  it('P13 of a worktree that is locked stays with it', async () => {
    const workspace = await worktree();
    git(origin, 'worktree', 'lock', workspace.path);
    expect(await workspaces.remove(workspace)).toMatchObject({
      kind: 'kept',
      why: expect.stringContaining('locked'),
    });
    expect(existsSync(workspace.path)).toBe(true);
  });

  it('P13 other worktrees stay known to git although their folders are away', async () => {
    git(origin, 'worktree', 'add', '--quiet', '-b', 'disk', join(base, 'disk'));
    renameSync(join(base, 'disk'), join(base, 'unplugged'));
    const workspace = await worktree();
    expect((await workspaces.remove(workspace)).kind).toBe('removed');
    expect(registered()).toBe(2);
  });
});
