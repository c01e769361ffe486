import { homedir } from 'node:os';
import { listFolders, projects } from '../../../sessions/folders.ts';
import type { Project } from '../../../sessions/folders.ts';
import type { Room } from '../../command.ts';
import { offeredAgents } from '../../verbs/agents.ts';
import { recentFolders } from '../../verbs/recent.ts';
import { shown } from '../../verbs/shown.ts';
import type { Draft, Offer } from './draft.ts';

/** What a step has to choose from, read anew for each card. */
export interface Options {
  readonly offers: readonly Offer[];
  readonly page: number;
  readonly pages: number;
  /** While browsing: the folder that is shown; null when it cannot be. */
  readonly at: string | null;
  readonly hasParent: boolean;
  readonly why: string | null;
}

const none: Options = { offers: [], page: 0, pages: 1, at: null, hasParent: false, why: null };
const perPage = 6;
const labelLimit = 40;

export async function optionsFor(room: Room, draft: Draft): Promise<Options> {
  switch (draft.step) {
    case 'agent': {
      const agents = await offeredAgents(room);
      return { ...none, offers: agents.map(({ id, title }) => ({ value: id, label: title })) };
    }
    case 'folder':
      return paged(await projects(room.projects, await recentFolders(room)), draft.page);
    case 'browse':
      return inside(draft.at ?? room.projects[0] ?? homedir(), draft.page);
    default:
      return none;
  }
}

function paged(all: readonly Project[], wanted: number): Options {
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const page = Math.min(wanted, pages - 1);
  return {
    ...none,
    page,
    pages,
    offers: all.slice(page * perPage, (page + 1) * perPage).map((one) => ({
      value: one.path,
      label: `${iconOf(one)} ${shown(one.label, labelLimit)}`,
    })),
  };
}

async function inside(path: string, page: number): Promise<Options> {
  const found = await listFolders(path, { page, perPage });
  if (found.kind === 'failed') return { ...none, why: found.why };
  return {
    offers: found.folders.map((one) => ({
      value: one.path,
      label: `${one.repository ? '📦' : '📁'} ${shown(one.label, labelLimit)}`,
    })),
    page: found.page,
    pages: found.pages,
    at: found.path,
    hasParent: found.parent !== null,
    why: null,
  };
}

function iconOf(project: Project): string {
  if (project.recent) return '🕘';
  return project.repository ? '📦' : '📁';
}
