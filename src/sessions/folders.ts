import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, messageOf } from '../errors.ts';

/** A folder to start in, as it is offered. */
export interface Folder {
  readonly path: string;
  /** Its name with everything that would disturb a line of text made visible. */
  readonly label: string;
  readonly repository: boolean;
  readonly hidden: boolean;
}

export type FoldersPage =
  | {
      readonly kind: 'ok';
      readonly path: string;
      readonly parent: string | null;
      readonly folders: readonly Folder[];
      /** From 0; the last page for a number beyond it. */
      readonly page: number;
      readonly pages: number;
      readonly total: number;
    }
  /** One sentence with the next step. */
  | { readonly kind: 'failed'; readonly why: string };

/** The folders in a folder, hidden ones last. */
export async function listFolders(
  path: string,
  options: { readonly page: number; readonly perPage: number },
): Promise<FoldersPage> {
  try {
    const real = await realpath(path);
    const inside = await foldersIn(real);
    const perPage = Math.max(1, Math.floor(options.perPage));
    const pages = Math.max(1, Math.ceil(inside.length / perPage));
    const page = Math.min(Math.max(0, Math.floor(options.page)), pages - 1);
    const shown = inside.slice(page * perPage, (page + 1) * perPage);
    return {
      kind: 'ok',
      path: real,
      parent: dirname(real) === real ? null : dirname(real),
      folders: await Promise.all(shown.map(folderOf)),
      page,
      pages,
      total: inside.length,
    };
  } catch (error) {
    return { kind: 'failed', why: reasonOf(path, error) };
  }
}

export interface Project extends Folder {
  readonly recent: boolean;
}

const readLimit = 400;
const projectsLimit = 200;

/**
 * What `/new` offers: folders that were used lately in the order they are given, then repositories,
 * then other folders. Looks two levels deep under each root; what cannot be read is passed over.
 */
export async function projects(
  roots: readonly string[],
  recent: readonly string[],
): Promise<readonly Project[]> {
  const found = new Map<string, Project>();
  for (const path of recent) {
    const folder = await openFolder(path);
    if (folder !== null && !found.has(folder.path))
      found.set(folder.path, { ...folder, recent: true });
  }
  const others = new Map<string, Folder>();
  const budget = { left: readLimit };
  for (const root of roots) {
    const folder = await openFolder(root);
    if (folder !== null) await collect(folder, others, budget, 0);
  }
  const rest = [...others.values()]
    .filter((folder) => !found.has(folder.path))
    .sort((a, b) => Number(b.repository) - Number(a.repository) || byName(a.path, b.path))
    .map((folder) => ({ ...folder, recent: false }));
  return [...found.values(), ...rest].slice(0, projectsLimit);
}

/** A repository ends the search downwards; of the second level only repositories are offered. */
async function collect(
  folder: Folder,
  found: Map<string, Folder>,
  budget: { left: number },
  level: number,
): Promise<void> {
  if (folder.repository || level === 1) found.set(folder.path, folder);
  if (folder.repository || level === 2 || budget.left <= 0) return;
  budget.left -= 1;
  for (const path of await orNothing(() => foldersIn(folder.path))) {
    const name = basename(path);
    if (name.startsWith('.') || name === 'node_modules') continue;
    await collect(await folderOf(path), found, budget, level + 1);
  }
}

/** Paths, sorted; links count when they lead to a folder. */
async function foldersIn(path: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const full = join(path, entry.name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(full)))) found.push(full);
  }
  return found.sort((a, b) => Number(isHidden(a)) - Number(isHidden(b)) || byName(a, b));
}

async function folderOf(path: string): Promise<Folder> {
  return {
    path,
    label: labelOf(basename(path) === '' ? path : basename(path)),
    repository: await isRepository(path),
    hidden: isHidden(path),
  };
}

async function openFolder(path: string): Promise<Folder | null> {
  const [folder] = await orNothing(async () => {
    const real = await realpath(path);
    return (await isFolder(real)) ? [await folderOf(real)] : [];
  });
  return folder ?? null;
}

async function isRepository(path: string): Promise<boolean> {
  try {
    await stat(join(path, '.git'));
    return true;
  } catch {
    return false;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Control characters, line ends and marks that turn the direction of text show as their number. */
export function labelOf(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

function isHidden(path: string): boolean {
  return basename(path).startsWith('.');
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}

async function orNothing<T>(read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch {
    return [];
  }
}

function reasonOf(path: string, error: unknown): string {
  const shown = labelOf(path);
  switch (errorCode(error)) {
    case 'ENOENT':
      return `${shown} does not exist any more. Go back and choose another folder.`;
    case 'EACCES':
    case 'EPERM':
      return `${shown} may not be read by this user. Choose another folder.`;
    case 'ENOTDIR':
      return `${shown} is a file, not a folder. Choose another one.`;
    default:
      return `${shown} cannot be opened: ${messageOf(error)}. Choose another folder.`;
  }
}
