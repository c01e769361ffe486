import type { Problem } from '../../domain/report.ts';
import type { Session } from '../../domain/session.ts';
import type { Trouble } from '../../domain/trouble.ts';
import { leaseButtons } from './lease.ts';
import { sessionData } from '../callbacks.ts';
import type { Button, Composed, Keyboard, OutgoingMessage } from '../message.ts';
import { bold, compose, lines, quote } from '../text/compose.ts';
import { brief } from '../text/split.ts';
import { clockTime } from '../text/words.ts';

/** What is in an agent's way, and what can be done about it. */
export function troubleNotice(
  session: Session,
  trouble: Trouble,
  agentTitle: string,
): OutgoingMessage {
  return {
    body: lines(compose(...sentence(bold(session.name), trouble, agentTitle)), detail(trouble)),
    keyboard: keyboardOf(session, trouble),
  };
}

/** The same message when it is over: nothing is left to be done. */
export function troubleOver(
  session: Session,
  trouble: Trouble,
  agentTitle: string,
): OutgoingMessage {
  const { body } = troubleNotice(session, trouble, agentTitle);
  return { body: lines(body, overWords(trouble)), keyboard: [], silent: true };
}

type Piece = string | Composed;

function sentence(name: Piece, trouble: Trouble, agentTitle: string): readonly Piece[] {
  switch (trouble.kind) {
    case 'problem': {
      const what = problemWords[trouble.problem.kind];
      return trouble.goesOn
        ? ['⏳ ', name, `: ${what}. ${agentTitle} tries again by itself.`]
        : ['⚠️ ', name, ` stopped: ${what}. It does not try again by itself.`];
    }
    case 'context':
      return ['🪫 ', name, `: only ${trouble.left} % of the conversation’s room is left.`];
    case 'stuck':
      return [
        '🧊 ',
        name,
        ` says that it works, but has shown nothing new for ${trouble.minutes} min.`,
      ];
    case 'lease': {
      const since = trouble.heardAt === null ? '' : ` since ${clockTime(trouble.heardAt)}`;
      return [
        '🔑 ',
        name,
        ` is driven by ${brief(trouble.owner, 60)}, who was not heard of${since}.`,
      ];
    }
  }
}

/** What it is, whatever the agent calls it. */
export const problemWords: Readonly<Record<Problem['kind'], string>> = {
  rate_limit: 'the rate limit is reached',
  overloaded: 'the service is overloaded',
  key: 'the key or the login is refused',
  billing: 'there is no credit left',
  too_long: 'the conversation is too long',
  network: 'the service cannot be reached',
  other: 'the service reports an error',
};

function detail(trouble: Trouble): Composed | null {
  const words = wordsOf(trouble);
  return words === null || words === '' ? null : quote(brief(words, 300));
}

function wordsOf(trouble: Trouble): string | null {
  switch (trouble.kind) {
    case 'problem':
      return trouble.problem.text;
    case 'context':
      return null;
    case 'stuck':
      return trouble.doing;
    case 'lease':
      return trouble.activity;
  }
}

function overWords(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'problem':
    case 'stuck':
      return 'Over: it goes on.';
    case 'context':
      return 'Over: there is room again.';
    case 'lease':
      return 'Over: the lease is not stale any more.';
  }
}

function keyboardOf(session: Session, trouble: Trouble): Keyboard {
  const button = (label: string, verb: string): Button => ({
    label,
    data: sessionData(verb, session.id),
  });
  const look = button('🖥 Screen', 'screen');
  switch (trouble.kind) {
    case 'problem':
      return trouble.goesOn ? [[look]] : [[look, button('💬 Write to it', 'use')]];
    case 'context':
      return [[look, button('💬 Write to it', 'use')]];
    case 'stuck':
      return [[look, button('✋ Interrupt', 'interrupt')]];
    case 'lease':
      return [leaseButtons(session.id, trouble.lease), [look]];
  }
}
