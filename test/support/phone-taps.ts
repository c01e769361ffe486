import type { Message } from '../../src/phone/model.ts';
import type { House } from '../telegram/fixture.ts';

/** Taps the newest button with such a label, waiting for it, and gives what the query was answered with. */
export async function tapNewest(house: House, label: string | RegExp): Promise<string> {
  const matches = (text: string) => (typeof label === 'string' ? text === label : label.test(text));
  const buttons = (message: Message) => message.reply_markup?.inline_keyboard.flat() ?? [];
  const { user } = house.phone;
  const message = await user.see((one: Message) => buttons(one).some(({ text }) => matches(text)));
  const found = buttons(message).find(({ text }) => matches(text));
  if (found === undefined || !('callback_data' in found)) throw new Error(`no button ${label}`);
  const tap = await user.tap(message.message_id, { forged: found.callback_data });
  return (await tap.answer()).text ?? '';
}
