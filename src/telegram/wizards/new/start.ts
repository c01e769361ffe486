import { messageOf, UserError, wordsOf } from '../../../errors.ts';
import type { Session } from '../../../domain/session.ts';
import { listFolders } from '../../../sessions/folders.ts';
import type { Room } from '../../command.ts';
import { offeredAgents } from '../../verbs/agents.ts';
import type { Draft, Step } from './draft.ts';

export type Started =
  | { readonly kind: 'started'; readonly session: Session }
  /** Nothing was left behind. */
  | { readonly kind: 'failed'; readonly why: string; readonly culprit: Step };

type CreateRequest = Parameters<Room['sessions']['create']>[0];

/** One draft makes at most one session: a start that was cut off by a restart is found again. */
export async function start(room: Room, draft: Draft): Promise<Started> {
  const { sessions } = await room.sessions.list();
  const before = sessions.find((one) => one.id === draft.id);
  if (before !== undefined) return { kind: 'started', session: before };
  try {
    return { kind: 'started', session: await room.sessions.create(requestOf(draft)) };
  } catch (error) {
    room.log.warn({ err: error }, 'a session could not be started');
    return { kind: 'failed', why: sentenceOf(error), culprit: await culpritOf(room, draft) };
  }
}

function requestOf({ id, agent, folder, worktree, prompt }: Draft): CreateRequest {
  const branch = worktree.kind === 'branch' ? { branch: worktree.name } : {};
  return {
    id,
    ...(agent === null ? {} : { agent: agent.id }),
    ...(folder === null ? {} : { cwd: folder.path }),
    ...(prompt === null ? {} : { prompt }),
    ...(worktree.kind === 'none' ? {} : { workspace: { kind: 'worktree', ...branch } }),
  };
}

function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return wordsOf(error);
  return `It could not be started: ${messageOf(error)}`;
}

/** The step to go back to: what is no longer as it was chosen, else the part most likely to fail. */
async function culpritOf(room: Room, draft: Draft): Promise<Step> {
  const agents = await offeredAgents(room);
  if (!agents.some((one) => one.id === draft.agent?.id)) return 'agent';
  const path = draft.folder?.path ?? '/';
  if ((await listFolders(path, { page: 0, perPage: 1 })).kind === 'failed') return 'folder';
  return draft.worktree.kind === 'none' ? 'folder' : 'workspace';
}
