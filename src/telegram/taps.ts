import type { Context } from 'grammy';
import { UserError, wordsOf } from '../errors.ts';
import { isOpen } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { Clock } from '../clock.ts';
import { padKey } from './cards/keypad.ts';
import { parseCallback } from './callbacks.ts';
import type { Callback, DecisionAct } from './callbacks.ts';
import type { ButtonTap, Command, CommandCall, Room } from './command.ts';
import type { DecisionCards } from './decisions.ts';
import { answerSentence, recordOf } from './decisions.ts';
import type { FreeText } from './free-text.ts';
import type { SentBook } from './outbox/sent.ts';
import type { People } from './people.ts';
import { shortMark } from './state/shorts.ts';
import type { Shorts } from './state/shorts.ts';
import type { StoredConfirmations } from './state/confirmations.ts';
import { compose } from './text/compose.ts';
import { answerTo } from './toast.ts';
import type { Answer } from './toast.ts';
import { paneText } from './verbs/pane.ts';

export interface TapsDeps {
  readonly commands: readonly Command[];
  readonly cards: DecisionCards;
  readonly freeText: FreeText;
  readonly sent: SentBook;
  readonly people: People;
  readonly shorts: Shorts;
  readonly confirmations: StoredConfirmations;
  readonly clock: Clock;
}

export interface Tap {
  readonly ctx: Context;
  readonly room: Room;
  readonly updateId: number;
  readonly messageId: number;
  readonly callback: Callback;
}

/** A toast on the phone; every query gets one answer, at the latest after this. */
const silentAfterMs = 700;

export const tooOld = 'That button is too old. /sessions shows what there is now.';

export function createTaps(deps: TapsDeps) {
  const { cards, people } = deps;

  return async function tapped(tap: Tap): Promise<void> {
    const answer = answerTo(tap.ctx, tap.room.log);
    try {
      await route(tap, answer);
    } finally {
      await answer('');
    }
  };

  async function route(tap: Tap, answer: Answer): Promise<void> {
    const { callback } = tap;
    switch (callback.kind) {
      case 'decision':
        return decision(tap, callback.act, await known(tap, callback.id), answer);
      case 'session':
        return verb(tap, callback.verb, callback.session, answer);
      case 'command':
        return command(tap, callback.name, callback.argument, answer);
      case 'confirmation': {
        const name = await deps.confirmations.verbOf(callback.id);
        if (name === null) await answer('This question is over. Ask again.', true);
        else await command(tap, name, `yes:${callback.id}`, answer);
        return;
      }
      case 'text':
        await answer('');
        return deps.freeText.chosen(callback.word, callback.session, tap.messageId, tap.room);
      case 'wizard':
      case 'unknown':
        await answer(tooOld, true);
    }
  }

  /** The decision, unless the button hangs on a message about another one. */
  async function known({ room: here, messageId }: Tap, id: Decision['id']) {
    const message = deps.sent.byMessage(here.place.chat, messageId);
    const foreign =
      message?.decision !== undefined && message.decision !== null && message.decision !== id;
    return foreign ? null : here.sessions.desk.get(id);
  }

  async function decision(
    { room: here }: Tap,
    act: DecisionAct,
    found: Decision | null,
    answer: Answer,
  ): Promise<void> {
    if (found === null) {
      await answer('This decision is not known any more. /pending shows what is open.', true);
      return;
    }
    const session = await here.sessions.get(found.sessionId);
    if (act.kind === 'screen') {
      await answer('');
      await here.reply({ body: paneText(session.name, await here.sessions.screen(session.id)) });
      return;
    }
    const record = recordOf(found, people.nameOf);
    if (record !== null) {
      await answer(record, true);
      if (!isOpen(found)) await cards.refresh(found, session);
      return;
    }
    switch (act.kind) {
      case 'toggle': {
        if (found.ask.kind !== 'multi' || found.ask.options[act.index] === undefined) {
          await answer(tooOld, true);
          return;
        }
        // Before anything that takes time: a Submit right behind it has to find the tick.
        await cards.toggle(found, act.index);
        await answer('');
        await cards.refresh(found, session);
        return;
      }
      case 'key': {
        const key = padKey(act.code);
        if (key === null) {
          await answer(tooOld, true);
          return;
        }
        const pressed = await cards.press(found, { key, mark: act.mark }, here.actor);
        await answer(
          pressed.kind === 'answered'
            ? pressed.label
            : (answerSentence(pressed, people.nameOf) ?? ''),
          pressed.kind !== 'answered',
        );
        return;
      }
      case 'why':
        await answer('Write the reason.');
        await deps.freeText.awaitWords(
          found,
          here,
          'Write the reason: your next message here is it.',
        );
        return;
      case 'submit':
      case 'option': {
        if (act.kind === 'option' && found.ask.options[act.index] === undefined) {
          await answer('This prompt has no such option.', true);
          return;
        }
        const choice =
          act.kind === 'option'
            ? { kind: 'option' as const, index: act.index }
            : { kind: 'options' as const, indexes: await cards.ticks(found) };
        // The prompt does not wait for Telegram.
        const [outcome] = await Promise.all([cards.answer(found, choice, here.actor), answer('…')]);
        if (outcome.kind === 'needs_words') {
          await deps.freeText.awaitWords(
            found,
            here,
            'Write your answer: your next message here is it.',
          );
          return;
        }
        const said = answerSentence(outcome, people.nameOf);
        // An outcome that closes or reopens the decision stands on its card.
        if (said === null || outcome.kind === 'not_taken' || outcome.kind === 'unknown') return;
        await here.reply({ body: compose(`${session.name}: ${said}`) });
      }
    }
  }

  /** `s:<verb>:<session>` is the command with the session as its argument. */
  async function verb(tap: Tap, name: string, session: string, answer: Answer): Promise<void> {
    const found = deps.commands.find((one) => one.name === name);
    if (found === undefined) {
      await answer(tooOld, true);
      return;
    }
    await answer('');
    const call: CommandCall = {
      ...tap.room,
      argument: session,
      updateId: tap.updateId,
      messageId: tap.messageId,
      repliedTo: null,
    };
    await found.handle(call);
  }

  async function command(tap: Tap, name: string, given: string, answer: Answer): Promise<void> {
    const found = deps.commands.find((one) => one.name === name);
    const argument = given.startsWith(shortMark)
      ? await deps.shorts.expand(given.slice(shortMark.length))
      : given;
    if (found?.tapped === undefined || argument === null) {
      await answer(tooOld, true);
      return;
    }
    const waiting = new AbortController();
    const silence = deps.clock.sleep(silentAfterMs, waiting.signal).then(
      () => answer(''),
      () => false,
    );
    const buttonTap: ButtonTap = {
      ...tap.room,
      argument,
      updateId: tap.updateId,
      messageId: tap.messageId,
      async toast(text, options) {
        // Too late for a toast: it becomes a message, so that it is not lost.
        if (!(await answer(text, options?.alert))) await tap.room.reply({ body: compose(text) });
      },
    };
    try {
      await found.tapped(buttonTap);
    } finally {
      waiting.abort();
      await silence;
    }
  }
}

export function callbackOf(ctx: Context): Callback {
  return parseCallback(ctx.callbackQuery?.data);
}

/** One sentence for the operator; a bug's own words are for the log. */
export function sentenceOf(error: unknown): string | null {
  return error instanceof UserError ? onPhone(error) : null;
}

/** Ids and commands of the terminal are of no use on a phone, where the session has just been named. */
function onPhone(error: UserError): string {
  switch (error.kind) {
    case 'invalid_state': {
      const why = error.message.replace(/^invalid state transition for session \S+: /, '');
      return `${why.slice(0, 1).toUpperCase()}${why.slice(1)}.`;
    }
    case 'session_not_found':
      return 'That session is not there any more. /sessions shows what is.';
    default:
      return wordsOf(error);
  }
}
