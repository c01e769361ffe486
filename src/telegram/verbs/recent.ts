import type { Session } from '../../domain/session.ts';
import type { Room } from '../command.ts';

const remembered = 6;

/** Folders of earlier sessions, the latest first; of a worktree the repository it came from. */
export async function recentFolders(room: Room): Promise<readonly string[]> {
  const { sessions } = await room.sessions.list();
  const folders = [...sessions]
    .sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''))
    .map(folderOf)
    .filter((path) => path !== null);
  return [...new Set(folders)].slice(0, remembered);
}

function folderOf({ workspace, workdir }: Session): string | null {
  return workspace?.owned === true ? workspace.repoPath : workdir;
}
