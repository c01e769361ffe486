import type { CallbackAnswer, InlineButton, Message } from './model.ts';
import type { Until } from './until.ts';
import type { World } from './world.ts';

export interface Tap {
  readonly id: string;
  answer(timeoutMs?: number): Promise<CallbackAnswer>;
}

/** By place (counted through the rows), by label or callback data, or forged. */
export type WhichButton = number | string | { readonly forged: string };

export function buttonData(message: Message, which: WhichButton): string {
  if (typeof which === 'object') return which.forged;
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  const fits = (one: InlineButton) => one.text === which || one.callback_data === which;
  const button = typeof which === 'number' ? buttons[which] : buttons.find(fits);
  if (button?.callback_data === undefined) {
    const labels = buttons.map((one) => one.text).join(' | ');
    throw new Error(`Message ${message.message_id} has no such button: ${which} (${labels})`);
  }
  return button.callback_data;
}

/** The tap as its maker sees it: the bot's answer can be waited for. */
export function tapOf(world: World, until: Until, id: string, mark: number): Tap {
  return {
    id,
    answer: (timeoutMs = 5000) =>
      until(() => answerAfter(world, mark, id), { timeoutMs, what: `the answer to tap ${id}` }),
  };
}

function answerAfter(world: World, mark: number, id: string): CallbackAnswer | null {
  for (const { what } of world.feed.after(mark) ?? []) {
    if (what.kind === 'answered' && what.answer.id === id) return what.answer;
  }
  return null;
}
