import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { errorCode, messageOf } from '../../errors.ts';
import type { Provisioned } from '../workspaces.ts';

export async function provisionGiven(path: string): Promise<Provisioned> {
  const folder = await openFolder(path);
  if (folder.kind === 'failed') return folder;
  return {
    kind: 'ready',
    workspace: {
      path: folder.path,
      kind: 'given',
      owned: false,
      repoPath: null,
      repoUrl: null,
      branch: null,
      branchOwned: false,
    },
  };
}

export type OpenedFolder =
  /** The real path: agents name their own records after it. */
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'failed'; readonly why: string };

/** An existing folder that can be worked in, or one sentence about why not. */
export async function openFolder(path: string): Promise<OpenedFolder> {
  const shown = JSON.stringify(path);
  if (!isAbsolute(path) || path.includes('\0')) {
    return failed(`${shown} is not an absolute path. Give the whole path.`);
  }
  try {
    const real = await realpath(path);
    if (!(await stat(real)).isDirectory()) {
      return failed(`${shown} is a file, not a folder. Choose the folder it is in.`);
    }
    await access(real, constants.R_OK | constants.X_OK);
    return { kind: 'folder', path: real };
  } catch (error) {
    return failed(reasonOf(shown, error));
  }
}

function reasonOf(shown: string, error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return `${shown} does not exist. Create it, or choose another folder.`;
    case 'ENOTDIR':
      return `${shown} leads through a file. Choose another folder.`;
    case 'EACCES':
    case 'EPERM':
      return `${shown} may not be read by this user. Change its permissions, or choose another folder.`;
    case 'ELOOP':
      return `${shown} is a link that leads to itself. Choose another folder.`;
    default:
      return `${shown} cannot be opened: ${messageOf(error)}. Choose another folder.`;
  }
}

function failed(why: string): { readonly kind: 'failed'; readonly why: string } {
  return { kind: 'failed', why };
}
