import { setTimeout as sleep } from 'node:timers/promises';
import { parseSessionId } from '../src/domain/ids.ts';
import { isLive } from '../src/domain/session.ts';
import type { Session } from '../src/domain/session.ts';
import type { ButtonTap, Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { OutgoingMessage } from '../src/telegram/message.ts';
import { mayDrive } from '../src/telegram/verbs/drive.ts';
import { markOf, padOf, parsePress } from '../src/telegram/verbs/pad.ts';
import { paneText, pictureOf } from '../src/telegram/verbs/pane.ts';
import type { Seen } from '../src/telegram/verbs/pane.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';
import { notPressed, resumeButton } from '../src/telegram/verbs/typed.ts';

export const keys = defineCommand({
  name: 'keys',
  help: 'Press single keys in a session',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = await onlySession(call, keys);
    if (session !== null) await call.reply(await pad(call, session));
  },
  async tapped(tap) {
    const press = parsePress(tap.argument);
    const id = press === null ? null : parseSessionId(press.sessionId);
    if (press === null || id === null) {
      await tap.toast('This button is too old. /keys makes a new pad.');
      return;
    }
    const session = await tap.sessions.get(id);
    if (press.key !== null) {
      await mayDrive(tap, session);
      if (press.mark === (await markOf(tap, session))) {
        await pressed(tap, session, [press.key]);
        return;
      }
      await tap.toast('Not pressed: it asks something else by now. Look, then press again.', {
        alert: true,
      });
    }
    await tap.edit(tap.messageId, await pad(tap, session));
  },
});

async function pad(room: Room, session: Session, seen?: Seen): Promise<OutgoingMessage> {
  const shown = seen ?? (await room.sessions.screen(session.id));
  const body = paneText(session.name, shown);
  if (shown.kind === 'gone' && !isLive(session)) {
    return { body, keyboard: [[resumeButton(session.id)]] };
  }
  return {
    body,
    keyboard: padOf(session, await markOf(room, session)),
  };
}

type Keys = Parameters<Room['sessions']['keys']>[1];

async function pressed(tap: ButtonTap, session: Session, typing: Keys): Promise<void> {
  const before = pictureOf(await tap.sessions.screen(session.id));
  const why = notPressed(await tap.sessions.keys(session.id, typing, tap.actor), session.name);
  if (why !== null) await tap.toast(why, { alert: true });
  const seen = why === null ? await changed(tap, session, before) : undefined;
  await tap.edit(tap.messageId, await pad(tap, session, seen));
}

const looks = 8;
const betweenMs = 50;

/** A program takes a moment to draw; a key that changes nothing must not keep anybody waiting. */
async function changed(room: Room, session: Session, before: string): Promise<Seen> {
  for (let left = looks; ; left -= 1) {
    const seen = await room.sessions.screen(session.id);
    if (left === 0 || pictureOf(seen) !== before) return seen;
    await sleep(betweenMs);
  }
}
