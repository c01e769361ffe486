import type { Button, Keyboard, OutgoingMessage } from '../../message.ts';
import type { Piece } from '../../text/compose.ts';
import { bold, code, compose, expandable, italic, lines } from '../../text/compose.ts';
import { brief } from '../../text/split.ts';
import type { Draft, Step } from './draft.ts';
import type { Options } from './options.ts';
import type { Tap } from './taps.ts';
import { dataOf } from './taps.ts';

/** A card that is edited has to stay one message; the prompt itself is kept whole. */
const promptShown = 800;
const noteShown = 600;
/** Agents; with more of them nobody misses one. */
const few = 2;

/** One card for each step; the draft's `offered` are the options on it. */
export function cardOf(draft: Draft, options: Options): OutgoingMessage {
  const note = draft.note ?? options.why;
  return {
    body: lines(
      bold('New session'),
      ...chosen(draft),
      '',
      note === null ? null : compose('⚠️ ', brief(note, noteShown)),
      question(draft, options),
    ),
    keyboard: [...choices(draft, options), bottom(draft)],
  };
}

function chosen(draft: Draft): readonly (Piece | null)[] {
  return [
    draft.agent === null ? null : compose('Agent: ', draft.agent.title),
    draft.folder === null ? null : compose('Folder: ', code(draft.folder.path)),
    worktreeLine(draft),
    draft.prompt === null
      ? null
      : lines('First prompt:', expandable(brief(draft.prompt, promptShown))),
  ];
}

function worktreeLine({ folder, worktree }: Draft): Piece | null {
  if (folder === null) return null;
  switch (worktree.kind) {
    case 'none':
      return null;
    case 'own':
      return 'In a worktree of its own, on a new branch';
    case 'branch':
      return compose('In a worktree of its own, on branch ', code(worktree.name));
  }
}

function question(draft: Draft, options: Options): Piece {
  switch (draft.step) {
    case 'agent':
      if (options.offers.length === 0)
        return 'No agent is installed on this machine. Put one on PATH, then start again.';
      return options.offers.length > few
        ? 'Which agent?'
        : 'Which agent? If one is missing here: /doctor names the programs that were not found.';
    case 'folder':
      return 'In which folder? Choose one, browse, or write its path.';
    case 'browse':
      return options.at === null
        ? 'Go back, or write a path.'
        : compose('In ', code(options.at), '. Go on, use it, or write a path.');
    case 'workspace':
      return 'This is a git repository. Work in the folder as it is, or in a new worktree beside it?';
    case 'branch':
      return 'Write the name of the branch. It is made when it does not exist.';
    case 'prompt':
      return 'What shall it do first? Write it, or skip.';
    case 'summary':
      return italic(
        draft.culprit === null ? 'Ready.' : 'Nothing was started. Change it, or try again.',
      );
  }
}

function choices(draft: Draft, options: Options): Keyboard {
  const button = (label: string, tap: Tap): Button => ({ label, data: dataOf(draft, tap) });
  const offers = options.offers.map(({ label }, index) => [
    button(label, { kind: 'choose', index }),
  ]);
  switch (draft.step) {
    case 'agent':
      return offers;
    case 'folder':
      return [...offers, ...pager(draft, options), [button('📂 Browse', { kind: 'browse' })]];
    case 'browse': {
      const up = options.hasParent ? [button('⬆ Up', { kind: 'up' })] : [];
      const here = options.at === null ? [] : [button('✓ Use this folder', { kind: 'here' })];
      return [...offers, ...pager(draft, options), [...up, ...here]];
    }
    case 'workspace':
      return [
        [button('As it is', { kind: 'as_it_is' })],
        [button('New worktree, new branch', { kind: 'own_branch' })],
        [button('New worktree, branch of my choice', { kind: 'named_branch' })],
      ];
    case 'branch':
      return [];
    case 'prompt':
      return [[button('Skip', { kind: 'skip' })]];
    case 'summary':
      return [[startButton(draft)], ...changes(draft)];
  }
}

function startButton(draft: Draft): Button {
  const label = draft.culprit === null ? '▶ Start' : '▶ Try again';
  return { label, data: dataOf(draft, { kind: 'start' }), style: 'success' };
}

const stepNames: Readonly<Record<Step, string>> = {
  agent: 'agent',
  folder: 'folder',
  browse: 'folder',
  workspace: 'worktree',
  branch: 'branch',
  prompt: 'prompt',
  summary: 'summary',
};

function changes(draft: Draft): Keyboard {
  const { culprit } = draft;
  if (culprit === null) return [];
  const label = `Change the ${stepNames[culprit]}`;
  return [[{ label, data: dataOf(draft, { kind: 'goto', step: culprit }), style: 'primary' }]];
}

function pager(draft: Draft, { page, pages }: Options): Keyboard {
  if (pages === 1) return [];
  const button = (label: string, to: number): Button => ({
    label,
    data: dataOf(draft, { kind: 'page', page: to }),
  });
  return [
    [
      ...(page > 0 ? [button(`◀ ${page}/${pages}`, page - 1)] : []),
      ...(page < pages - 1 ? [button(`${page + 2}/${pages} ▶`, page + 1)] : []),
    ],
  ];
}

function bottom(draft: Draft): readonly Button[] {
  const back = { label: '◂ Back', data: dataOf(draft, { kind: 'back' }) };
  const cancel = { label: 'Cancel', data: dataOf(draft, { kind: 'cancel' }) };
  return draft.step === 'agent' ? [cancel] : [back, cancel];
}
