import { describe, expect, it } from 'vitest';
import type { Ask, Choice } from '../../src/domain/ask.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import type { FakePane } from '../support/fake-tmux.ts';
import { until } from '../support/until.ts';
import type { House } from './fixture.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

/** The prompt goes away as soon as anything is pressed. */
function answers(house: House, pane: FakePane): void {
  pane.onTyped = () => house.tmux.show(pane, ['IDLE']);
}

async function asking(prompt: string, options = {}) {
  const house = await open(options);
  const { session, pane } = await house.idle();
  answers(house, pane);
  const decision = await house.asks(pane, prompt);
  const card = await house.phone.user.see(prompt.split('|')[0] ?? '');
  return { house, session, pane, decision, card, user: house.phone.user };
}

describe('a decision on the phone', () => {
  it('P3 a tap answers the prompt, and the card says who, what and when', async () => {
    const { card, pane, user } = await asking('Run npm test?|Yes|No');
    const rows = card.reply_markup?.inline_keyboard ?? [];
    expect(rows.flat().map((one) => one.text)).toEqual(['Yes', 'No', 'Deny and say why', 'Screen']);
    expect(rows.flat().map((one) => one.style)).toEqual([
      'success',
      'danger',
      undefined,
      undefined,
    ]);
    const tap = await user.tap(card.message_id, 'Yes');
    expect((await tap.answer()).text).toBe('…');
    const closed = await user.see(/Yes by Ada at .* done/);
    expect(closed.message_id).toBe(card.message_id);
    expect(closed.text).toContain('Run npm test?');
    expect(closed.reply_markup).toBeUndefined();
    expect(pane.typed).toEqual(['1']);
  });

  it('P3 an answer that did not take leaves the card open and says so', async () => {
    const { card, pane, user } = await asking('Stay?|Yes|No');
    pane.onTyped = () => {};
    await user.tap(card.message_id, 'Yes');
    const still = await user.see('Still open.');
    expect(still.message_id).toBe(card.message_id);
    expect(still.reply_markup?.inline_keyboard.flat()[0]?.text).toBe('Yes');
  });

  it('P2 two taps press once, and the second is told what was recorded', async () => {
    const { card, pane, user } = await asking('Twice?|Yes|No');
    await user.tap(card.message_id, 'Yes');
    await user.see(/Yes by Ada/);
    const second = await user.tap(card.message_id, { forged: dataOf(card, 'No') });
    const answer = await second.answer();
    expect(answer).toMatchObject({ text: 'Already answered by Ada: Yes.', alert: true });
    expect(pane.typed).toEqual(['1']);
  });

  it('P2 two taps at the same moment press once', async () => {
    const { card, pane, user } = await asking('At once?|Yes|No');
    const taps = [
      await user.tap(card.message_id, 'Yes'),
      await user.tap(card.message_id, { forged: dataOf(card, 'No') }),
    ];
    await user.see(/by Ada at/);
    for (const tap of taps) expect((await tap.answer()).id).toBe(tap.id);
    expect(pane.typed).toEqual(['1']);
  });

  it('P2 an update that Telegram delivers twice is acted on once', async () => {
    const { card, pane, user, house } = await asking('Again?|Yes|No');
    house.phone.faults.set({ method: 'getUpdates', times: 1, action: 'duplicate' });
    // The poll that waits already is not touched by the switch; this ends it.
    await user.sendText('/help send');
    await user.see('/send [session]');
    await user.tap(card.message_id, 'Yes');
    await user.see(/Yes by Ada/);
    await until(() => house.log.some((line) => line.includes('delivered before')), 'the duplicate');
    expect(pane.typed).toEqual(['1']);
    expect(house.phone.calls.list('answerCallbackQuery')).toHaveLength(1);
  });

  it('P4 a button never falls back to another decision', async () => {
    const { card, pane, user, house } = await asking('First?|Yes|No');
    const old = dataOf(card, 'Yes');
    const second = await house.asks(pane, 'Second?|Do|Do not');
    await user.see(/Another prompt took its place/);
    const next = await user.see('Second?');
    const answer = await (await user.tap(card.message_id, { forged: old })).answer();
    expect(answer.text).toBe('Another prompt took its place.');
    // The data of one card on the message of another.
    const foreign = await (await user.tap(next.message_id, { forged: old })).answer();
    expect(foreign.text).toContain('not known any more');
    expect(pane.typed).toEqual([]);
    expect((await house.sessions.desk.get(second.id))?.state).toBe('open');
  });

  it('answered at the keyboard: the card closes by itself', async () => {
    const { card, pane, user, house } = await asking('By hand?|Yes|No');
    house.tmux.show(pane, ['BUSY']);
    const closed = await user.see('Answered at the keyboard.');
    expect(closed.message_id).toBe(card.message_id);
    expect(closed.reply_markup).toBeUndefined();
  });

  it('Screen shows the pane and answers nothing', async () => {
    const { card, pane, user } = await asking('Look?|Yes|No');
    await user.tap(card.message_id, 'Screen');
    const shown = await user.see('ASK Look?');
    expect(shown.entities?.some((one) => one.type === 'pre')).toBe(true);
    expect(pane.typed).toEqual([]);
  });

  it('Deny and say why: the next message is the reason', async () => {
    const { card, pane, user } = await asking('Push?|Yes|No');
    await user.tap(card.message_id, 'Deny and say why');
    await user.see('Write the reason');
    await user.sendText('not on a Friday');
    await user.see(/not on a Friday by Ada/);
    expect(pane.typed).toEqual(['not on a Friday', '<Enter>']);
  });

  it('a permission takes no words by reply', async () => {
    const { card, pane, user } = await asking('Words?|Yes|No');
    await user.sendText('yes', { replyTo: card.message_id });
    await user.see('This one takes no words');
    expect(pane.typed).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['an unknown form', 'q:1:2'],
    ['a cut decision', 'd:12'],
    ['an option far away', 'd:00000000:99'],
    ['an old form', 'allow'],
    ['64 bytes', `c:${'x'.repeat(62)}`],
    ['a verb that is none', 's:explode:00000000-0000-4000-8000-000000000000'],
    ['a command that is none', 'c:explode:now'],
    ['a confirmation that is over', 'y:abcdefgh'],
    ['a step of no wizard', 'w:next'],
    ['a text long gone', 't:abcdefgh:00000000-0000-4000-8000-000000000000'],
    ['bytes of every kind', 'c:sessions:\u0000\u202e💥'],
  ])('P4 a query with %s is answered, and nothing happens', async (_what, forged) => {
    const { card, pane, user } = await asking('Safe?|Yes|No');
    const answer = await (await user.tap(card.message_id, { forged })).answer();
    expect(answer.id).not.toBe('');
    expect(pane.typed).toEqual([]);
  });

  it('P2 P9 a tap before a restart and one after it press once', async () => {
    const { card, pane, user, house } = await asking('Restart?|Yes|No');
    await user.tap(card.message_id, 'Yes');
    await user.see(/Yes by Ada/);
    await house.restart();
    const late = await user.tap(card.message_id, { forged: dataOf(card, 'No') });
    expect((await late.answer()).text).toBe('Already answered by Ada: Yes.');
    expect(pane.typed).toEqual(['1']);
  });

  it('P8 P9 what was asked while the bot was down has a card after the start', async () => {
    const house = await open({ start: false });
    const { pane } = await house.idle();
    await house.phone.user.sendText('hello');
    await house.asks(pane, 'Before?|Yes|No');
    const again = await house.restart();
    await again.telegram.start();
    const card = await house.phone.user.see('Before?');
    expect(card.reply_markup).toBeDefined();
  });

  it('P9 a decision that closed while the bot was down closes its card after the start', async () => {
    const { pane, user, house, card } = await asking('Down?|Yes|No');
    await house.telegram.stop();
    house.tmux.show(pane, ['BUSY']);
    await until(async () => (await house.sessions.pending()).length === 0, 'the decision to close');
    await house.restart();
    const closed = await user.see('Answered at the keyboard.');
    expect(closed.message_id).toBe(card.message_id);
  });

  it('P2 a Submit right behind a tick hands that tick in, however slow Telegram is', async () => {
    const agent = {
      ...fakeAgent,
      read: (screen: Screen) => {
        const reading = fakeAgent.read(screen);
        if (reading.kind !== 'asking') return reading;
        return { ...reading, ask: { ...reading.ask, kind: 'multi' as const } };
      },
      answer: (_ask: Ask, choice: Choice) =>
        choice.kind === 'options' ? [{ text: `ticked ${choice.indexes.join(',')}` }] : null,
    };
    const { house, card, pane, user } = await asking('Which?|Red|Green', { agents: [agent] });
    house.phone.faults.set({ method: 'answerCallbackQuery', times: 1, action: { delay: 800 } });
    await user.tap(card.message_id, '☐ Green');
    await user.tap(card.message_id, 'Submit (0)');
    await until(() => pane.typed.length > 0, 'the answer');
    expect(pane.typed).toEqual(['ticked 1']);
  });

  it('a key does not wait until Telegram takes the answer to the tap', async () => {
    const { house, card, pane, user } = await asking('Now?|Yes|No');
    house.phone.faults.set({ method: 'answerCallbackQuery', times: 1, action: 'black_hole' });
    await user.tap(card.message_id, 'Yes');
    await until(() => pane.typed.length > 0, 'the key');
    expect(house.phone.faults.list()).toEqual([]);
    await user.see(/Yes by Ada/);
  });

  it('P4 a reason that comes when the prompt is over goes to nobody', async () => {
    const { house, session, card, pane, user } = await asking('Push?|Yes|No');
    await user.sendText(`/use ${session.name}`);
    await user.tap(card.message_id, 'Deny and say why');
    await user.see('Write the reason: your next message');
    house.tmux.show(pane, ['IDLE']);
    await user.see('Answered at the keyboard');
    await user.sendText('because it is Friday');
    await user.see('Your text went nowhere');
    expect(pane.typed).toEqual([]);
    await user.sendText('now to the session');
    await until(() => pane.typed.length > 0, 'the next text');
    expect(pane.typed[0]).toBe('now to the session');
  });

  it('P4 an answer to another card is not taken for the reason, and the reason still comes', async () => {
    const { house, card, pane, user } = await asking('Push?|Yes|No');
    const other = await house.idle('other');
    await house.asks(other.pane, 'Pull?|Yes|No');
    const second = await user.see('Pull?');
    await user.tap(card.message_id, 'Deny and say why');
    await user.see('Write the reason: your next message');
    await user.sendText('yes please', { replyTo: second.message_id });
    await user.see('This one takes no words');
    await user.sendText('not on a Friday');
    await until(() => pane.typed.length > 0, 'the reason');
    expect(pane.typed[0]).toBe('not on a Friday');
    expect(other.pane.typed).toEqual([]);
  });

  it('P3 a reason of several lines that the prompt does not take follows the no as a message', async () => {
    const agent = {
      ...fakeAgent,
      answer: (ask: Ask, choice: Choice) =>
        choice.kind === 'text' && choice.text.includes('\n') ? null : fakeAgent.answer(ask, choice),
    };
    const { card, pane, user } = await asking('Push?|Yes|No', { agents: [agent] });
    await user.tap(card.message_id, 'Deny and say why');
    await user.see('Write the reason: your next message');
    await user.sendText('it is Friday\nand late');
    await user.see(/No by Ada[^]*The reason (?:went|did not)/);
    expect(pane.typed.slice(0, 2)).toEqual(['2', 'it is Friday\nand late']);
  });
});

function dataOf(
  card: {
    reply_markup?: {
      inline_keyboard: readonly (readonly { text: string; callback_data?: string }[])[];
    };
  },
  label: string,
): string {
  const found = card.reply_markup?.inline_keyboard.flat().find((one) => one.text === label);
  if (found?.callback_data === undefined) throw new Error(`no button ${label}`);
  return found.callback_data;
}
