import { UserError, wordsOf } from '../../errors.ts';
import type { Session } from '../../domain/session.ts';
import { commandData } from '../callbacks.ts';
import type { ButtonTap } from '../command.ts';
import type { Button, Composed } from '../message.ts';
import { bold, compose, lines } from '../text/compose.ts';
import { mayDrive } from './drive.ts';

/*
 * What ended with a tmux server, all at once: `c:resume:lost:<first end>:<last end>`. The times are enough to know
 * them again, also after a restart, and hold for any number of sessions.
 */
const form = /^lost:([0-9a-z]{1,10}):([0-9a-z]{1,10})$/;

export function resumeLost(sessions: readonly Session[]): readonly Button[] {
  const ends = sessions.map(endOf).filter((at) => !Number.isNaN(at));
  if (ends.length === 0) return [];
  const [from, to] = [Math.min(...ends), Math.max(...ends)].map((at) => at.toString(36));
  const label = ends.length === 1 ? '▶️ Resume it' : `▶️ Resume all ${ends.length}`;
  return [{ label, data: commandData('resume', `lost:${from}:${to}`) }];
}

/** Starts again what still lies there. False: this is no such button. */
export async function tappedLost(tap: ButtonTap): Promise<boolean> {
  const [, from, to] = form.exec(tap.argument) ?? [];
  if (from === undefined || to === undefined) return false;
  const [first, last] = [Number.parseInt(from, 36), Number.parseInt(to, 36)];
  const { sessions } = await tap.sessions.list();
  const lost = sessions.filter((one) => {
    const at = one.lifecycle === 'stopped' && one.stop?.cause === 'tmux_gone' ? endOf(one) : 0;
    return at >= first && at <= last;
  });
  if (lost.length === 0) {
    await tap.toast('Nothing of it is left to resume. /sessions shows what runs.');
    return true;
  }
  const results: Composed[] = [];
  let failed = false;
  // One after the other: the first brings up the tmux server of the rest.
  for (const session of lost) {
    const { ok, words } = await resumed(tap, session);
    failed ||= !ok;
    results.push(compose(ok ? '▶ ' : '⚠️ ', bold(session.name), words));
  }
  await tap.edit(tap.messageId, {
    body: lines(bold('🔌 The tmux server was gone.'), ...results),
    keyboard: [
      [
        ...(failed ? [{ label: '🔁 Try again', data: commandData('resume', tap.argument) }] : []),
        { label: '📋 Sessions', data: commandData('sessions', 'show') },
      ],
    ],
  });
  return true;
}

async function resumed(
  tap: ButtonTap,
  session: Session,
): Promise<{ readonly ok: boolean; readonly words: string }> {
  try {
    await mayDrive(tap, session);
    const { conversation } = await tap.sessions.resume(session.id, tap.actor);
    return { ok: true, words: conversation === 'fresh' ? ' starts afresh.' : ' goes on.' };
  } catch (error) {
    if (error instanceof UserError) return { ok: false, words: `: ${wordsOf(error)}` };
    throw error;
  }
}

function endOf({ stop }: Session): number {
  return stop === null ? Number.NaN : Date.parse(stop.at);
}
