import { dirname } from 'node:path';
import { refusalOf } from '../../../sessions/sendable.ts';
import type { Room } from '../../command.ts';
import { offeredAgents } from '../../verbs/agents.ts';
import type { Chosen, Draft } from './draft.ts';
import { back, stay, to } from './draft.ts';
import { findFolder } from './paths.ts';
import type { Tap } from './taps.ts';
import { tapOf, turnAhead } from './taps.ts';

/** What the operator did: tapped a button (its data) or wrote something. */
export type Input =
  | { readonly kind: 'tap'; readonly data: string }
  | { readonly kind: 'text'; readonly text: string };

export type Advance =
  | { readonly kind: 'on'; readonly draft: Draft }
  | { readonly kind: 'start'; readonly draft: Draft }
  | { readonly kind: 'cancelled' }
  /** A button of another card: nothing changes, not even the card. */
  | { readonly kind: 'ignored' };

export async function advance(room: Room, draft: Draft, input: Input): Promise<Advance> {
  if (input.kind === 'text') return { kind: 'on', draft: await written(room, draft, input.text) };
  const tap = tapOf(draft, input.data);
  if (tap === null) {
    const ahead = turnAhead(draft, input.data);
    return ahead === null ? { kind: 'ignored' } : { kind: 'on', draft: { ...draft, turn: ahead } };
  }
  if (tap.kind === 'cancel') return { kind: 'cancelled' };
  if (tap.kind === 'start') {
    return draft.step === 'summary' ? { kind: 'start', draft } : { kind: 'on', draft };
  }
  return { kind: 'on', draft: await tapped(room, draft, tap) };
}

type Choosing = Exclude<Tap, { kind: 'cancel' | 'start' }>;

async function tapped(room: Room, draft: Draft, tap: Choosing): Promise<Draft> {
  switch (tap.kind) {
    case 'back':
      return back(draft);
    case 'goto':
      return to(draft, tap.step);
    case 'page':
      return { ...draft, page: tap.page, note: null };
    case 'choose':
      return choose(room, draft, draft.offered[tap.index]?.value);
    case 'browse':
      return to(draft, 'browse', { at: draft.folder?.path ?? null });
    case 'up':
      return to(draft, 'browse', { at: draft.at === null ? null : dirname(draft.at) });
    case 'here':
      return draft.at === null ? draft : folder(draft, draft.at, null);
    case 'as_it_is':
      return to(draft, 'prompt', { worktree: { kind: 'none' } });
    case 'own_branch':
      return to(draft, 'prompt', { worktree: { kind: 'own' } });
    case 'named_branch':
      return to(draft, 'branch');
    case 'skip':
      return to(draft, 'summary', { prompt: null });
  }
}

async function choose(room: Room, draft: Draft, value: string | undefined): Promise<Draft> {
  if (value === undefined) return draft;
  switch (draft.step) {
    case 'agent':
      return agent(room, draft, value);
    case 'folder':
      return folder(draft, value, null);
    case 'browse':
      return to(draft, 'browse', { at: value });
    default:
      return draft;
  }
}

async function written(room: Room, draft: Draft, text: string): Promise<Draft> {
  switch (draft.step) {
    case 'agent':
      return agent(room, draft, text.trim().toLowerCase());
    case 'folder':
      return folder(draft, text, room.projects[0] ?? null);
    case 'browse':
      return folder(draft, text, draft.at);
    case 'branch':
      return branch(draft, text.trim());
    case 'prompt': {
      const refusal = refusalOf(text);
      return refusal === null
        ? to(draft, 'summary', { prompt: text })
        : stay(draft, refusal.detail);
    }
    case 'workspace':
    case 'summary':
      return stay(draft, 'Tap one of the buttons, please.');
  }
}

async function agent(room: Room, draft: Draft, wanted: string): Promise<Draft> {
  const agents = await offeredAgents(room);
  const found = agents.find((one) => one.id === wanted || one.title.toLowerCase() === wanted);
  return found === undefined
    ? stay(draft, 'No such agent is installed. Tap one of the buttons, please.')
    : to(draft, 'folder', { agent: found });
}

async function folder(draft: Draft, text: string, base: string | null): Promise<Draft> {
  const found = await findFolder(text, base);
  if (found.kind === 'failed') return stay(draft, found.why);
  const chosen: Chosen = found.folder;
  return chosen.repository
    ? to(draft, 'workspace', { folder: chosen })
    : to(draft, 'prompt', { folder: chosen, worktree: { kind: 'none' } });
}

const branchLimit = 200;

/** Only what is plainly wrong; whether git takes it is git's to say. */
function branch(draft: Draft, name: string): Draft {
  if (name === '' || name.length > branchLimit || /\s/.test(name)) {
    return stay(draft, `A branch's name has no blanks and at most ${branchLimit} characters.`);
  }
  return to(draft, 'prompt', { worktree: { kind: 'branch', name } });
}
