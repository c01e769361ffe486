import { parseSessionId } from '../src/domain/ids.ts';
import type { Session } from '../src/domain/session.ts';
import type { AlertKind, Level } from '../src/telegram/alerts.ts';
import { alertKinds, levelOf, levels } from '../src/telegram/alerts.ts';
import { commandData } from '../src/telegram/callbacks.ts';
import type { ChatSettings, Room } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import type { Button, OutgoingMessage } from '../src/telegram/message.ts';
import { bold, compose, lines } from '../src/telegram/text/compose.ts';
import { onlySession } from '../src/telegram/verbs/target.ts';

/** `chat`: as the chat has it; only for a session. */
type Choice = Level | 'chat';

const names: Readonly<Record<AlertKind, string>> = {
  ended: 'Ends and crashes',
  turns: 'Finished turns',
  problems: 'Errors of the service',
  stuck: 'Stuck agents',
  context: 'Conversations nearly full',
  leases: 'Stale leases',
};

const signs: Readonly<Record<Level, string>> = { sound: '🔔', auto: '🔉', silent: '🔕', off: '✖' };

export const alerts = defineCommand({
  name: 'alerts',
  help: 'Choose what is announced in this chat, and how loud',
  usage: '[session]',
  who: 'operator',
  async handle(call) {
    const session = call.argument.trim() === '' ? null : await onlySession(call, alerts);
    if (session === null && call.argument.trim() !== '') return;
    await call.reply(card(await call.settings.read(call.place.chat), session));
  },
  async tapped(tap) {
    const wanted = parse(tap.argument);
    const { sessions } = await tap.sessions.list();
    const session = sessions.find((one) => one.id === wanted?.session) ?? null;
    if (wanted === null || (wanted.session !== null && session === null)) {
      await tap.toast('This button is too old. /alerts shows the choices.');
      return;
    }
    await tap.edit(tap.messageId, card(await choose(tap, wanted, session), session));
  },
});

interface Wanted {
  readonly kind: AlertKind;
  readonly choice: Choice;
  readonly session: string | null;
}

function parse(argument: string): Wanted | null {
  const [, word, to, id] = /^([a-z]+):([a-z]+)(?::(.+))?$/.exec(argument) ?? [];
  const kind = alertKinds.find((one) => one === word);
  const session = id === undefined ? null : parseSessionId(id);
  const choices: readonly Choice[] = session === null ? levels : [...levels, 'chat'];
  const choice = choices.find((one) => one === to);
  if (kind === undefined || choice === undefined || (id !== undefined && session === null)) {
    return null;
  }
  return { kind, choice, session };
}

/** Sessions that chose something of their own, at most; the oldest go first. */
const kept = 200;

async function choose(
  room: Room,
  { kind, choice }: Wanted,
  session: Session | null,
): Promise<ChatSettings> {
  const { chat } = room.place;
  const before = await room.settings.read(chat);
  if (session === null) {
    return choice === 'chat'
      ? before
      : room.settings.write(chat, { alerts: { ...before.alerts, [kind]: choice } });
  }
  const { [session.id]: own = {}, ...others } = before.sessions;
  const { [kind]: _old, ...rest } = own;
  const now = choice === 'chat' ? rest : { ...rest, [kind]: choice };
  const all = [...Object.entries(others), [session.id, now] as const];
  const chosen = all.filter(([, one]) => Object.keys(one).length > 0).slice(-kept);
  return room.settings.write(chat, { sessions: Object.fromEntries(chosen) });
}

function card(settings: ChatSettings, session: Session | null): OutgoingMessage {
  return {
    body: lines(
      session === null
        ? bold('What is announced here')
        : compose('What is announced here of ', bold(session.name)),
      'Decisions always are, with sound. A tap on one of the rest changes it:',
      '🔔 with sound · 🔉 silent while somebody reads along · 🔕 silent · ✖ not at all',
      session === null ? '/alerts and a name: the same for one session.' : '↺ as in the chat',
    ),
    keyboard: alertKinds.map((kind) => [button(settings, kind, session)]),
  };
}

/** It carries what it makes, not "the next one": a second tap on the same button changes nothing more. */
function button(settings: ChatSettings, kind: AlertKind, session: Session | null): Button {
  const order: readonly Choice[] = session === null ? levels : ['chat', ...levels];
  const now: Choice =
    session === null ? settings.alerts[kind] : (settings.sessions[session.id]?.[kind] ?? 'chat');
  const next = order[(order.indexOf(now) + 1) % order.length] ?? 'sound';
  const sign = signs[levelOf(settings, kind, session?.id ?? null)];
  const rest = session === null ? '' : `:${session.id}`;
  return {
    label: `${now === 'chat' ? '↺ ' : ''}${sign} ${names[kind]}`,
    data: commandData('alerts', `${kind}:${next}${rest}`),
  };
}
