import { expect } from 'vitest';
import { until } from '../support/until.ts';
import { questionsOf, strayKeys } from './deeds.ts';
import type { House, Resident } from './house.ts';

/** What would be an alarm about nothing in a house where no agent dies and nobody sits at a keyboard. */
const alarms = /💥|🏁|🚪|🔌|❔|🔁|at the keyboard|no longer on the screen|has ended|did not take/iu;

/**
 * The same checks after every fault: no decision lost, none answered twice, no wrong keystroke, no false
 * notice, and nothing said twice without saying so. Gives how many questions were answered. At most the
 * last question of each agent may be open, and then it is on the phone.
 */
export async function verdict(house: House, residents: readonly Resident[]): Promise<number> {
  await until(
    async () => (await house.pending()).every((one) => one.state === 'open'),
    'the last answers to be settled',
  );
  const answered = answeredOnce(residents);
  for (const resident of residents) {
    for (const { about, done } of questionsOf(resident.deeds())) {
      const where = `${resident.name}: ${about}`;
      const cards = () => cardsOf(house.said(), resident, about);
      if (done === 0) {
        await until(() => cards().length > 0, `${where}: a card`);
      } else {
        const closed = () => cards().some((text) => text.includes('Yes by Ada'));
        await until(closed, `${where}: a card that says how it ended`);
      }
      const sent = cardsOf(house.sent(), resident, about);
      const first = sent.filter((text) => !text.includes('may be a repeat'));
      expect(first.length, `${where}: sent again without saying so`).toBeLessThanOrEqual(1);
    }
  }
  const mistaken = house.said().filter((text) => alarms.test(text));
  expect(mistaken, 'false notices').toEqual([]);
  return answered;
}

/** What the agents themselves can tell: one key for each question, and it was taken. */
export function answeredOnce(residents: readonly Resident[]): number {
  let answered = 0;
  for (const resident of residents) {
    const deeds = resident.deeds();
    expect(strayKeys(deeds), `${resident.name}: keys that nothing asked for`).toEqual([]);
    const questions = questionsOf(deeds);
    for (const [index, question] of questions.entries()) {
      const { about, done } = question;
      const waits = index === questions.length - 1 && done === 0;
      const right = waits ? { about, keys: [], done: 0 } : { about, keys: ['1'], done: 1 };
      expect(question, `${resident.name}: ${about}`).toEqual(right);
      if (!waits) answered += 1;
    }
  }
  return answered;
}

function cardsOf(texts: readonly string[], { name }: Resident, about: string): readonly string[] {
  const exact = new RegExp(`${about}(?!\\d)`);
  return texts.filter((text) => text.includes(`${name} ·`) && exact.test(text));
}
