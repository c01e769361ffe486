import type { Update } from 'grammy/types';
import { answeredElsewhere } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { Session } from '../domain/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AccessRules } from './access.ts';
import { accessOf, audience } from './access.ts';
import type { Gap } from './downtime.ts';
import type { Composed, OutgoingMessage } from './message.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { BotDocument } from './state/bot-book.ts';
import { bold, compose, joined } from './text/compose.ts';
import type { Piece } from './text/compose.ts';
import { clockTime, counted } from './text/words.ts';

export interface DowntimeReportDeps {
  readonly rules: AccessRules;
  readonly book: BotDocument;
  readonly outbox: Outbox;
  readonly sessions: () => Sessions;
}

/** What happened while nobody could be told, from what is on record; one message per chat. */
export function createDowntimeReport(deps: DowntimeReportDeps) {
  return async function tell(gap: Gap, updates: readonly Update[]): Promise<void> {
    const sessions = deps.sessions();
    const since = new Date(gap.from).toISOString();
    const [book, open, settled, view] = await Promise.all([
      deps.book.read(),
      sessions.pending(),
      sessions.desk.settledSince(since),
      sessions.list(),
    ]);
    const ended = view.sessions.filter(
      ({ stop }) => stop !== null && stop.cause !== 'operator' && stop.at >= since,
    );
    for (const chat of audience(book, deps.rules)) {
      const waited = updates.filter((update) => {
        const access = accessOf(update, book, deps.rules);
        return access.kind === 'allowed' && access.origin.chat.id === chat;
      });
      await deps.outbox.put({
        lane: 'notice',
        place: { chat, topic: null },
        id: `${gap.id}.${chat}`,
        message: offlineNotice(gap, { waited, open: open.length, settled, ended }),
      });
    }
  };
}

interface Facts {
  readonly waited: readonly Update[];
  readonly open: number;
  readonly settled: readonly Decision[];
  readonly ended: readonly Session[];
}

export function offlineNotice(gap: Gap, facts: Facts): OutgoingMessage {
  const pieces = piecesOf(facts);
  const span = `I was offline ${spanOf(gap)}`;
  return {
    body:
      pieces.length === 0
        ? compose(`${span}. Nothing waited, and nothing ended meanwhile.`)
        : compose(`${span}: `, joined(pieces, ', '), '.'),
    silent: true,
  };
}

/** Telegram hands out so many updates at a time. */
const batch = 100;

function piecesOf({ waited, open, settled, ended }: Facts): readonly Piece[] {
  const messages = waited.filter((one) => one.message !== undefined).length;
  const taps = waited.filter((one) => one.callback_query !== undefined).length;
  const more = waited.length >= batch ? ' or more' : '';
  const elsewhere = settled.filter((one) => one.note === answeredElsewhere).length;
  return [
    messages === 0 ? null : `${counted(messages, 'message')}${more} waited`,
    taps === 0 ? null : `${counted(taps, 'tap')} waited`,
    open === 0 ? null : `${counted(open, 'decision')} ${open === 1 ? 'is' : 'are'} open`,
    elsewhere === 0
      ? null
      : `${elsewhere} ${elsewhere === 1 ? 'was' : 'were'} answered at the terminal`,
    ...endings(ended),
  ].filter((one) => one !== null);
}

const namesShown = 10;

function endings(ended: readonly Session[]): readonly Piece[] {
  const lost = ended.filter(({ stop }) => stop?.cause === 'tmux_gone').length;
  const others = ended.filter(({ stop }) => stop?.cause !== 'tmux_gone');
  const more = others.length - namesShown;
  return [
    ...(lost === 0 ? [] : [`the tmux server went away with ${counted(lost, 'session')}`]),
    ...others.slice(0, namesShown).map(endingOf),
    ...(more > 0 ? [`${more} more ended`] : []),
  ];
}

function endingOf({ name, stop }: Session): Composed {
  switch (stop?.cause) {
    case 'agent_crashed': {
      const how = stop.exitCode ?? stop.signal;
      return compose(bold(name), how === null ? ' crashed' : ` crashed (${how})`);
    }
    case 'agent_exited':
      return compose(bold(name), ' ended by itself');
    case 'pane_closed':
      return compose(bold(name), ' was closed at the terminal');
    default:
      return compose(bold(name), ' ended');
  }
}

/** `02:10 to 02:41`; with the date where it is another day. */
function spanOf({ from, to }: Gap): string {
  const [begun, ended] = [new Date(from), new Date(to)];
  const sameDay = begun.toDateString() === ended.toDateString();
  const day = sameDay ? '' : `${begun.getDate()} ${months[begun.getMonth()]} `;
  return `${day}${clockTime(begun.toISOString())} to ${clockTime(ended.toISOString())}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
