import { expect, it } from 'vitest';
import { folderOf } from '../../src/domain/folder.ts';
import type { Workspace } from '../../src/domain/session.ts';

const worktree: Workspace = {
  path: '/state/workspaces/tap-shop-12345678',
  kind: 'worktree',
  owned: true,
  repoPath: '/home/ada/code/shop/',
  repoUrl: null,
  branch: 'feature/x',
  branchOwned: true,
};

it('a worktree of ours is called by its repository and branch, everything else by its path', () => {
  const workdir = worktree.path;
  expect(folderOf({ workdir, workspace: worktree })).toBe('shop@feature/x');
  expect(folderOf({ workdir, workspace: { ...worktree, branch: null } })).toBe('shop');
  expect(folderOf({ workdir, workspace: { ...worktree, kind: 'clone' } })).toBe(workdir);
  expect(folderOf({ workdir: '/srv/shop', workspace: null })).toBe('/srv/shop');
});
