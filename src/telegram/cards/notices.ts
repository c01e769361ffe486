import { folderOf } from '../../domain/folder.ts';
import type { Problem } from '../../domain/report.ts';
import type { Session } from '../../domain/session.ts';
import { commandData, sessionData } from '../callbacks.ts';
import type { Button, Composed, OutgoingMessage } from '../message.ts';
import { bold, code, compose, expandable, lines, pre, quote } from '../text/compose.ts';
import { resumeLost } from '../verbs/lost.ts';
import { problemWords } from './trouble.ts';

const tailLines = 12;

/** A new session, in a chat that may not have asked for it. */
export function createdNotice(session: Session, agentTitle: string): OutgoingMessage {
  return {
    body: lines(
      compose('🚀 ', bold(session.name), ` · ${agentTitle}`),
      code(folderOf(session)),
      session.task === 'adopted' ? 'Taken over as it runs.' : 'Started.',
    ),
    keyboard: [[button('💬 Write to it', 'use', session), button('🖥 Screen', 'screen', session)]],
    silent: true,
  };
}

/** How the agent's program ended: stopped, gone and crashed are three things. */
export function endedNotice(session: Session, tail: string, agentTitle: string): OutgoingMessage {
  const keyboard = [
    [
      button('▶️ Resume', 'resume', session),
      button('🖥 Screen', 'screen', session),
      button('📦 Archive', 'archive', session),
    ],
  ];
  const shown = lastLines(tail);
  const last = shown === '' ? null : lines('Its last lines:', pre(shown));
  return { body: lines(howItEnded(session, agentTitle), last), keyboard };
}

function howItEnded(session: Session, agentTitle: string): Composed {
  const { stop } = session;
  const name = bold(session.name);
  switch (stop?.cause) {
    case 'agent_crashed':
      return compose('💥 ', name, `: ${agentTitle} ${exitOf(stop)}.`);
    case 'agent_exited':
      return compose('🏁 ', name, `: ${agentTitle} ended by itself.`);
    case 'operator':
      return compose('⏹ ', name, ': stopped.');
    case 'pane_closed':
      return compose('🚪 ', name, ': its pane was closed.');
    case 'tmux_gone':
      return compose('🔌 ', name, ': the tmux server is gone, and with it the agent.');
    case 'resume_flapping':
      return compose('🔁 ', name, ': ends again right after each resume; it is left alone now.');
    default:
      return compose('❔ ', name, `: ${agentTitle} is gone; nobody saw why.`);
  }
}

function exitOf(stop: NonNullable<Session['stop']>): string {
  if (stop.signal !== null) {
    const status = stop.exitCode === null ? '' : ` with ${stop.exitCode}`;
    return `exited${status} (killed by ${stop.signal})`;
  }
  if (stop.exitCode === null) return 'crashed';
  return `exited with ${stop.exitCode}${stop.exitCode === 137 ? ' (killed)' : ''}`;
}

/** With the error that ended it, when there was one. */
export function turnNotice(
  session: Session,
  tail: string,
  problem: Problem | null = null,
): OutgoingMessage {
  const shown = lastLines(tail);
  const name = bold(session.name);
  return {
    body: lines(
      problem === null
        ? compose('✅ ', name, ' has finished its turn.')
        : compose('⚠️ ', name, ` has ended its turn: ${problemWords[problem.kind]}.`),
      shown === '' ? null : words(shown),
    ),
    keyboard: [[button('🖥 Screen', 'screen', session), button('🔔 Alerts', 'alerts', session)]],
  };
}

const openLines = 6;
const openLength = 600;
const lastOpen = 3;

/** What is folded shows its beginning; how it came out stands at the end. */
function words(shown: string): Composed {
  const all = shown.split('\n');
  if (all.length <= openLines && shown.length <= openLength) return quote(shown);
  const folded = all.slice(0, -lastOpen).join('\n');
  const last = all.slice(-lastOpen).join('\n');
  return last.length > openLength || folded === ''
    ? expandable(shown)
    : lines(expandable(folded), quote(last));
}

/** Its turn was ended by somebody. */
export function interruptedNotice(session: Session): OutgoingMessage {
  return {
    body: compose('✋ ', bold(session.name), ' is interrupted. It waits for what to do instead.'),
    keyboard: [[button('💬 Write to it', 'use', session), button('🖥 Screen', 'screen', session)]],
  };
}

const namesShown = 20;

export function tmuxLostNotice(sessions: readonly Session[]): OutgoingMessage {
  const names = sessions.map((one) => one.name).slice(0, namesShown);
  const more = sessions.length - names.length;
  return {
    body: lines(
      bold('🔌 The tmux server is gone.'),
      `Ended with it: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
      'Nothing was deleted.',
    ),
    keyboard: [
      [...resumeLost(sessions), { label: '📋 Sessions', data: commandData('sessions', 'show') }],
    ],
  };
}

function button(label: string, verb: string, session: Session): Button {
  return { label, data: sessionData(verb, session.id) };
}

/** tmux's own remark; the notice says the same in words. */
const deadMark = /^Pane is dead \(/;

/** The end of a screen without the blank lines and rules around it. */
function lastLines(tail: string): string {
  return tail
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => /[\p{L}\p{N}]/u.test(line) && !deadMark.test(line))
    .slice(-tailLines)
    .join('\n');
}
