import { parseSessionId } from '../../domain/ids.ts';
import { prefix } from '../../domain/names.ts';
import { resolveSession } from '../../domain/resolve.ts';
import type { Session } from '../../domain/session.ts';
import { isTerminal } from '../../domain/session.ts';
import type { ButtonTap, Command, CommandCall } from '../command.ts';
import type { Button } from '../message.ts';
import { bold, code, compose } from '../text/compose.ts';
import { shown } from './shown.ts';
import { resumeButton } from './typed.ts';
import { sayUsage } from './usage.ts';

export interface Target {
  readonly session: Session;
  readonly text: string;
}

type Named = Pick<Command, 'name' | 'usage'>;

/** For commands that take a session and nothing else. Null: it has been said why not. */
export async function onlySession(call: CommandCall, command: Named): Promise<Session | null> {
  const words = call.argument.trim().split(/\s+/);
  if (words.length > 1) {
    await sayUsage(call, command, 'One session at a time, please, and nothing behind it.');
    return null;
  }
  return call.session(words[0] ?? '', command.name);
}

/**
 * `<session> <text>`, where the session may be left out. Only a whole name or id is taken for one
 * while another session is at hand: a text that happens to begin like a name must not lose its first
 * word and go somewhere else, so in doubt both readings are offered as buttons.
 */
export async function sessionAndText(call: CommandCall, command: Named): Promise<Target | null> {
  const [, word = '', text = ''] = /^\s*(\S*)\s?([^]*)$/.exec(call.argument) ?? [];
  if (word === '') return withText(await call.session('', command.name), '');
  const all = (await call.sessions.list()).sessions.filter((one) => !isTerminal(one));
  const found = resolveSession(all, word);
  if (found.kind === 'found' && isWhole(found.session, word)) {
    return { session: found.session, text };
  }
  const put = found.kind === 'none' ? await putAway(call, word) : null;
  if (put !== null) {
    await call.reply({
      body: compose(bold(put.name), ' is archived.'),
      keyboard: [[resumeButton(put.id)]],
      replyTo: call.messageId,
    });
    return null;
  }
  const here = await atHand(call);
  switch (found.kind) {
    case 'none':
      return here === null
        ? withText(await call.session(word, command.name), text)
        : { session: here, text: call.argument };
    case 'found':
      if (here === null) return { session: found.session, text };
      await offer(call, command, [
        { session: found.session, text },
        { session: here, text: call.argument },
      ]);
      return null;
    case 'ambiguous': {
      const readings = found.candidates.map((session) => ({ session, text }));
      if (here !== null) readings.push({ session: here, text: call.argument });
      await offer(call, command, readings);
      return null;
    }
  }
}

/** What a button of `sessionAndText` stands for. Null: that session is gone, and the tap was told so. */
export async function tappedTarget(tap: ButtonTap): Promise<Target | null> {
  const id = parseSessionId(tap.argument.slice(0, idLength));
  const { sessions } = await tap.sessions.list();
  const session = sessions.find((one) => one.id === id);
  if (session !== undefined) return { session, text: tap.argument.slice(idLength + 1) };
  await tap.toast('That session is not there any more.');
  return null;
}

const idLength = 36;
const offered = 8;

async function atHand(call: CommandCall): Promise<Session | null> {
  if (call.repliedTo !== null) return call.repliedTo;
  const id = await call.focus.get(call.place);
  if (id === null) return null;
  const { sessions } = await call.sessions.list();
  return sessions.find((one) => one.id === id && !isTerminal(one)) ?? null;
}

/** The name of what is put away is still no word of a text for somebody else. */
async function putAway(call: CommandCall, word: string): Promise<Session | null> {
  const known = await call.sessions.resolve(word).catch(() => null);
  return known?.lifecycle === 'archived' && isWhole(known, word) ? known : null;
}

function withText(session: Session | null, text: string): Target | null {
  return session === null ? null : { session, text };
}

function isWhole(session: Session, word: string): boolean {
  const wanted = word.toLowerCase();
  const name = session.name.toLowerCase();
  return wanted === session.id || wanted === name || prefix + wanted === name;
}

async function offer(
  call: CommandCall,
  command: Named,
  readings: readonly Target[],
): Promise<void> {
  const keyboard: Button[][] = [];
  for (const { session, text } of readings.slice(0, offered)) {
    const short = await call.shorten(`${session.id} ${text}`);
    const label = text === '' ? session.name : `${session.name}: ${shown(text, 30)}`;
    keyboard.push([{ label, data: `c:${command.name}:${short}` }]);
  }
  await call.reply({
    body: compose('Which one do you mean by ', code(shown(call.argument, 60)), '?'),
    keyboard,
    replyTo: call.messageId,
  });
}
