import type { Session } from './session.ts';

/** Where a session works, for people: a worktree of ours by its repository and branch, else the path. */
export function folderOf({ workdir, workspace }: Pick<Session, 'workdir' | 'workspace'>): string {
  if (workspace?.kind !== 'worktree' || workspace.repoPath === null) return workdir;
  const repository = workspace.repoPath.split('/').findLast((part) => part !== '') ?? '/';
  return workspace.branch === null ? repository : `${repository}@${workspace.branch}`;
}
