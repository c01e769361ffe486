import type { Session } from '../../domain/session.ts';
import type { ButtonTap, PendingConfirmation, Room } from '../command.ts';
import type { Composed } from '../message.ts';
import { compose } from '../text/compose.ts';

/** A question before something is lost. */
export interface Question {
  /** The command that goes on when the answer is yes. */
  readonly verb: string;
  readonly session: Session;
  /** What it was asked about: compared again afterwards. */
  readonly state: string;
  readonly body: Composed;
  /** The label of the button that does it. */
  readonly yes: string;
}

/** In a new message, or in the one whose button was tapped. */
export async function askFirst(room: Room, question: Question, messageId?: number): Promise<void> {
  const { verb, session, state, body } = question;
  const id = await room.confirmations.ask({
    verb,
    sessionId: session.id,
    state,
    actor: room.actor,
  });
  const message = {
    body,
    keyboard: [
      [
        { label: question.yes, data: `c:${verb}:yes:${id}`, style: 'danger' as const },
        { label: 'Cancel', data: `c:${verb}:no:${id}` },
      ],
    ],
  };
  await (messageId === undefined ? room.reply(message) : room.edit(messageId, message));
}

/** The confirmed question, once. Null: refused, expired or used, and the tap was told so. */
export async function confirmedBy(
  tap: ButtonTap,
  verb: string,
): Promise<PendingConfirmation | null> {
  const [answer = '', id = ''] = tap.argument.split(':');
  const pending = await tap.confirmations.take(id, tap.actor);
  if (answer === 'yes' && pending?.verb === verb) return pending;
  const over = answer === 'no' ? 'Nothing was changed.' : 'This question is over. Ask again.';
  await tap.toast(over);
  await tap.edit(tap.messageId, { body: compose(over) });
  return null;
}
