import { cardsOn, toneOf } from './cards.mjs';
import { pause } from './pause.mjs';

/** The operator's phone: taps and texts, and what was said to them. */
export function createHand({ house, random, ledger, log }) {
  const { phone } = house;
  const tapped = [];
  const waiting = new Set();
  const reactions = new Map();
  let last = '';
  phone.calls.subscribe(({ method, params }) => {
    if (method !== 'setMessageReaction') return;
    const { reaction } = params;
    const [first] = typeof reaction === 'string' ? JSON.parse(reaction) : reaction;
    reactions.set(Number(params.message_id), first?.emoji ?? null);
  });

  function follow(work) {
    waiting.add(work);
    void work.finally(() => waiting.delete(work));
  }

  async function tap(card, button) {
    const tone = toneOf(button);
    if (tone !== null) ledger.tapped({ card: card.message, tone, names: card.names });
    log(`tap "${button.text}" on ${card.message} (${card.names.join(' ')})`);
    tapped.push({ card, button });
    if (tapped.length > 30) tapped.shift();
    const made = await phone.user.tap(card.message, { forged: button.callback_data });
    follow(
      made.answer(45_000).then(
        (answer) => log(`  tap on ${card.message} answered: ${answer.text ?? ''}`),
        () => ledger.unanswered(`the tap "${button.text}" on ${card.message}`),
      ),
    );
  }

  /** `mark`: by which the text is known wherever it comes to; null: nobody follows it. */
  async function say(text, mark = null, options = {}) {
    const entry = { mark, said: null, at: Date.now() };
    if (mark !== null) ledger.text(entry);
    log(`text "${text}"`);
    const { message_id: id } = await phone.user.sendText(text, options);
    if (mark !== null) follow(heard(text, id, entry));
  }

  async function heard(text, id, entry) {
    const replyTo = ({ reply_to_message: to }) => to?.message_id === id;
    for (let tries = 0; tries < 300 && entry.said === null; tries += 1) {
      const reply = phone.user.messages().find((one) => replyTo(one));
      if (reply !== undefined) entry.said = reply.text;
      else if (reactions.get(id) === '👌') entry.said = '👌';
      else await pause(200);
    }
    last = entry.said ?? '';
    log(`  "${text}": ${entry.said ?? 'nothing was said'}`);
  }

  return {
    tap,
    say,
    cards: () => cardsOn(phone),
    open: () => cardsOn(phone).filter((card) => card.isOpen),
    /** Such a button of any open card. */
    async tapSome(fits) {
      const card = random.pick(cardsOn(phone).filter((one) => one.isOpen));
      const button = random.pick(card?.buttons.filter((one) => fits(toneOf(one), one)) ?? []);
      if (button === undefined) return null;
      await tap(card, button);
      return card;
    },
    async tapAgain() {
      const there = new Set(phone.user.messages().map((one) => one.message_id));
      const one = random.pick(tapped.filter(({ card }) => there.has(card.message)));
      if (one !== undefined) await tap(one.card, one.button);
    },
    /** To the last text. */
    said: () => last,
    settled: () => Promise.allSettled(waiting),
  };
}
