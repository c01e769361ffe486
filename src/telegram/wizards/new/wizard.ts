import type { Context } from 'grammy';
import { newSessionId } from '../../../domain/ids.ts';
import type { Session } from '../../../domain/session.ts';
import type { Room } from '../../command.ts';
import type { OutgoingMessage } from '../../message.ts';
import { bold, compose } from '../../text/compose.ts';
import type { Wizard } from '../../wizard.ts';
import type { Input } from './advance.ts';
import { advance } from './advance.ts';
import { cardOf } from './card.ts';
import type { Draft } from './draft.ts';
import { emptyDraft, to } from './draft.ts';
import { optionsFor } from './options.ts';
import { start } from './start.ts';

/**
 * Asks for agent, folder, workspace and first prompt on one card. Every turn is one `external`, so
 * that a replay repeats nothing: it only reads what came of the turns before.
 */
export const newSessionWizard: Wizard = {
  name: 'new',
  version: 1,
  async run(conversation, _ctx, room) {
    let draft: Draft | null = await conversation.external(() =>
      shownDraft(room, emptyDraft(newSessionId())),
    );
    while (draft !== null) {
      const input = inputOf(await conversation.wait());
      const before: Draft = draft;
      draft = await conversation.external(() => turn(room, before, input));
    }
  },
};

/** All turns of a conversation are kept and replayed, so there is an end to them. */
const turnsLimit = 100;

/** Null: over. */
async function turn(room: Room, draft: Draft, input: Input | null): Promise<Draft | null> {
  if (draft.turn >= turnsLimit) return over(room, 'That went on for long. /new begins again.');
  if (input === null) return draft;
  const next = await advance(room, draft, input);
  switch (next.kind) {
    case 'ignored':
      return draft;
    case 'cancelled':
      return over(room, 'Cancelled. Nothing was started.');
    case 'on':
      return shownDraft(room, next.draft);
    case 'start': {
      const result = await start(room, next.draft);
      if (result.kind === 'failed') {
        const { why: note, culprit } = result;
        return shownDraft(room, to(next.draft, 'summary', { note, culprit }));
      }
      await room.focus.set(room.place, result.session.id);
      await room.card('wizard', startedCard(result.session));
      return null;
    }
  }
}

async function shownDraft(room: Room, draft: Draft): Promise<Draft> {
  const options = await optionsFor(room, draft);
  const next: Draft = {
    ...draft,
    turn: draft.turn + 1,
    offered: options.offers,
    page: options.page,
    at: options.at,
  };
  await room.card('wizard', cardOf(next, options));
  return next;
}

async function over(room: Room, text: string): Promise<null> {
  await room.card('wizard', { body: compose(text) });
  return null;
}

function startedCard(session: Session): OutgoingMessage {
  return {
    body: compose(
      '▶ ',
      bold(session.name),
      ' is starting. It is in focus: what you write goes to it.',
    ),
    keyboard: [[{ label: '🖥 Screen', data: `s:screen:${session.id}` }]],
  };
}

function inputOf(ctx: Context): Input | null {
  const data = ctx.callbackQuery?.data;
  if (data !== undefined) return { kind: 'tap', data };
  const text = ctx.message?.text;
  return text === undefined ? null : { kind: 'text', text };
}
