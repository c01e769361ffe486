import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { Room } from './command.ts';

/** grammY's conversation: replayed from the top for each update, so that it survives a restart. */
export type WizardConversation = Conversation;

/**
 * Several questions in a row, in one chat or topic, for one person.
 *
 * What it waits for: text messages of that person, and taps on buttons whose data begins with
 * `w:` (the room has answered such a tap before the wizard sees it). Known commands, `/cancel` and
 * all other buttons never reach it. When `run` returns or throws, the wizard is over.
 *
 * Everything that reads or changes something outside (the room, the clock, the engine) goes through
 * `conversation.external(() => …)` with a JSON result. One card is kept up to date with
 * `room.card('wizard', …)` from inside `external`; it is stored before it is sent.
 */
export interface Wizard {
  readonly name: 'new';
  /** Counted up when the questions change: one that waits since an older version is dropped. */
  readonly version: number;
  run(conversation: WizardConversation, ctx: Context, room: Room): Promise<void>;
}
