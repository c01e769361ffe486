import type { Attention, Session } from '../../domain/session.ts';
import { isLive } from '../../domain/session.ts';

/** One sign per state, the same everywhere. */
export function iconOf(session: Pick<Session, 'lifecycle' | 'attention'>): string {
  switch (session.lifecycle) {
    case 'provisioning':
    case 'starting':
      return '🚀';
    case 'active':
    case 'detached':
      return attentionIcon(session.attention);
    case 'paused':
      return '⏸';
    case 'stopped':
      return '⏹';
    case 'errored':
      return '💥';
    case 'archived':
      return '📦';
    case 'decommissioned':
      return '🗑';
  }
}

function attentionIcon(attention: Attention): string {
  switch (attention) {
    case 'working':
      return '🔵';
    case 'idle':
      return '🟢';
    case 'awaiting_approval':
    case 'awaiting_input':
      return '🟡';
    case 'exited':
      return '⏹';
    case 'unknown':
      return '⚪';
  }
}

/** What it is doing, in a word or two. */
export function stateOf(session: Pick<Session, 'lifecycle' | 'attention'>): string {
  if (session.lifecycle !== 'active' && session.lifecycle !== 'detached') {
    return session.lifecycle === 'errored' ? 'failed' : session.lifecycle;
  }
  switch (session.attention) {
    case 'awaiting_approval':
      return 'waits for approval';
    case 'awaiting_input':
      return 'waits for an answer';
    case 'exited':
      return 'ended';
    case 'unknown':
      return session.lifecycle;
    default:
      return session.attention;
  }
}

export function needsSomebody(session: Pick<Session, 'lifecycle' | 'attention'>): boolean {
  return (
    isLive(session) &&
    (session.attention === 'awaiting_approval' || session.attention === 'awaiting_input')
  );
}

/** `3 min`, `2 h`, `5 d`: how long ago. */
export function ago(then: string | null, nowMs: number): string {
  const ms = then === null ? Number.NaN : nowMs - Date.parse(then);
  if (Number.isNaN(ms)) return '?';
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

/** `1 folder`, `3 folders`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `14:05` in the daemon's zone. */
export function clockTime(stamp: string): string {
  const date = new Date(stamp);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The last two parts of a path. */
export function shortPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.length <= 2 ? path : `…/${parts.slice(-2).join('/')}`;
}
