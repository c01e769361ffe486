import { folderOf } from '../../domain/folder.ts';
import type { Session } from '../../domain/session.ts';
import { isLive } from '../../domain/session.ts';
import { sessionData } from '../callbacks.ts';
import type { Button, OutgoingMessage } from '../message.ts';
import { bold, code, compose, italic, lines, quote } from '../text/compose.ts';
import { brief } from '../text/split.ts';
import { ago, iconOf, needsSomebody, stateOf } from '../text/words.ts';

export interface SessionView {
  readonly session: Session;
  readonly agentTitle: string;
  readonly now: number;
  /** It takes the plain text of this chat. */
  readonly focused: boolean;
}

/** One session, and what can be done with it as it is now; nothing else. */
export function sessionCard({ session, agentTitle, now, focused }: SessionView): OutgoingMessage {
  const branch = session.workspace?.branch ?? session.correlation.branch;
  const body = lines(
    compose(iconOf(session), ' ', bold(session.name), ` · ${agentTitle}`),
    code(folderOf(session)),
    branch === null ? null : compose('⎇ ', code(branch)),
    compose(stateOf(session), session.activity === null ? '' : `: ${brief(session.activity, 120)}`),
    session.task === '' || session.task === 'adopted' ? null : quote(brief(session.task, 300)),
    session.error === null ? null : compose('⚠️ ', brief(session.error, 300)),
    session.pauseSummary === null || session.lifecycle !== 'paused'
      ? null
      : compose('📝 ', brief(session.pauseSummary, 300)),
    italic(`started ${ago(session.createdAt, now)}, last active ${ago(activeAt(session), now)}`),
    focused ? 'What you write here goes to it.' : null,
  );
  return { body, keyboard: verbsOf(session, focused) };
}

function activeAt(session: Session): string | null {
  return session.lastActivityAt ?? session.lastSeenAt ?? session.createdAt;
}

function verbsOf(session: Session, focused: boolean): readonly (readonly Button[])[] {
  const button = (label: string, verb: string): Button => ({
    label,
    data: sessionData(verb, session.id),
  });
  const use = focused ? [] : [button('💬 Write to it', 'use')];
  if (isLive(session)) {
    const asks = needsSomebody(session) ? [button('🟡 What it asks', 'pending')] : [];
    const busy = session.attention === 'working' ? [button('✋ Interrupt', 'interrupt')] : [];
    const paused = session.lifecycle === 'paused';
    return [
      [...asks, ...use],
      [button('🖥 Screen', 'screen'), button('⌨️ Keys', 'keys'), ...busy],
      [
        paused ? button('▶️ Resume', 'resume') : button('⏸ Pause', 'pause'),
        button('⏹ Stop', 'stop'),
      ],
    ].filter((row) => row.length > 0);
  }
  switch (session.lifecycle) {
    case 'stopped':
    case 'errored':
      return [
        [button('▶️ Resume', 'resume'), button('📦 Archive', 'archive')],
        [button('🗑 Decommission', 'decommission')],
      ];
    case 'archived':
      return [[button('▶️ Resume', 'resume'), button('🗑 Decommission', 'decommission')]];
    default:
      return [];
  }
}
