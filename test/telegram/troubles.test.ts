import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/fields.ts';
import type { Trouble } from '../../src/domain/trouble.ts';
import type { Message } from '../../src/phone/model.ts';
import { until } from '../support/until.ts';
import { tapNewest } from '../support/phone-taps.ts';
import type { House } from './fixture.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

function labels(message: Message): readonly string[] {
  return message.reply_markup?.inline_keyboard.flat().map((one) => one.text) ?? [];
}

/** The request that carried this text. */
function callWith(house: House, text: string): Promise<JsonObject> {
  return house.phone.until(
    () =>
      house.phone.calls.list('sendMessage').find((one) => String(one.params['text']).includes(text))
        ?.params,
  );
}

/** A session whose first screens have been handled: none of them comes in between any more. */
async function calm(house: House, name?: string) {
  const at = await house.idle(name);
  await until(
    async () => (await house.sessions.get(at.session.id)).attention === 'idle',
    'the record',
  );
  return at;
}

async function works(house: House, { session, pane }: Awaited<ReturnType<House['idle']>>) {
  house.tmux.show(pane, ['BUSY']);
  await until(() => house.sessions.live(session.id)?.attention === 'working', 'it to work');
}

const cases: readonly [string, Trouble, RegExp, readonly string[]][] = [
  [
    'an error that the agent tries to get over',
    { kind: 'problem', problem: { kind: 'overloaded', text: '529 Overloaded' }, goesOn: true },
    /^⏳ tap-shop: the service is overloaded\. fake tries again by itself\.\n529 Overloaded$/,
    ['🖥 Screen'],
  ],
  [
    'an error that ended the turn',
    { kind: 'problem', problem: { kind: 'rate_limit', text: 'rejected (429)' }, goesOn: false },
    /^⚠️ tap-shop stopped: the rate limit is reached\. It does not try again by itself\.\nrejected \(429\)$/,
    ['🖥 Screen', '💬 Write to it'],
  ],
  [
    'a conversation that is nearly full',
    { kind: 'context', left: 7 },
    /^🪫 tap-shop: only 7 % of the conversation’s room is left\.$/,
    ['🖥 Screen', '💬 Write to it'],
  ],
  [
    'an agent that is stuck',
    { kind: 'stuck', minutes: 10, doing: 'Running npm test' },
    /^🧊 tap-shop says that it works, but has shown nothing new for 10 min\.\nRunning npm test$/,
    ['🖥 Screen', '✋ Interrupt'],
  ],
  [
    'a stale lease',
    {
      kind: 'lease',
      lease: 'ses_01EXAMPLE0000000000000000',
      owner: 'worker-7',
      activity: 'running the tests',
      heardAt: '2026-01-02T03:04:05.000Z',
    },
    /^🔑 tap-shop is driven by worker-7, who was not heard of since \d\d:\d\d\.\nrunning the tests$/,
    ['Take over', 'Clear', '🖥 Screen'],
  ],
];

describe('what is said of a trouble', () => {
  it.each(cases)('%s', async (_what, trouble, words, buttons) => {
    const house = await open();
    const { session } = await calm(house);
    await house.sessions.troubles.begin(session.id, trouble);
    const notice = await house.phone.user.see((one) => words.test(one.text ?? ''));
    expect(labels(notice)).toEqual(buttons);
    await house.sessions.troubles.end(session.id, trouble.kind);
    const over = await house.phone.user.see((one) => one.text?.includes('Over: ') === true);
    expect(over.message_id).toBe(notice.message_id);
    expect(labels(over)).toEqual([]);
  });

  it('an error on the screen becomes one notice, and no second one for the turn', async () => {
    const house = await open();
    const at = await calm(house);
    await works(house, at);
    house.tmux.show(at.pane, ['ERROR billing Credit balance too low', 'IDLE']);
    await house.phone.user.see('there is no credit left');
    await house.asks(at.pane, 'Next?|Yes|No');
    await house.phone.user.see('Next?');
    expect(house.said().filter((one) => one.includes('turn'))).toEqual([]);
  });

  it('P9 one that was told is not told again after a restart, and can still be over', async () => {
    const house = await open();
    const { session } = await calm(house);
    await house.sessions.troubles.begin(session.id, { kind: 'context', left: 5 });
    const notice = await house.phone.user.see('only 5 %');
    const again = await house.restart();
    await again.sessions.troubles.end(session.id, 'context');
    const over = await house.phone.user.see('there is room again');
    expect(over.message_id).toBe(notice.message_id);
  });

  it('the button interrupts', async () => {
    const house = await open();
    const at = await calm(house);
    await works(house, at);
    await house.sessions.troubles.begin(at.session.id, {
      kind: 'stuck',
      minutes: 10,
      doing: null,
    });
    await tapNewest(house, '✋ Interrupt');
    await until(() => at.pane.typed.length > 0, 'the key');
    expect(at.pane.typed).toEqual(['<Escape>']);
  });
});

describe('how loud it is', () => {
  it('is off for one session and not for the other, and its end is not told either', async () => {
    const house = await open();
    const loud = await calm(house, 'loud');
    const mute = await calm(house, 'mute');
    await house.phone.user.sendText('/alerts mute');
    // As in the chat → sound → … → not at all.
    for (const sign of ['↺ 🔔', '🔔', '🔉', '🔕']) await tapNewest(house, `${sign} Stuck agents`);
    await house.phone.user.see((one) => labels(one).includes('✖ Stuck agents'));
    for (const { session } of [mute, loud]) {
      await house.sessions.troubles.begin(session.id, { kind: 'stuck', minutes: 9, doing: null });
      await house.sessions.troubles.end(session.id, 'stuck');
    }
    await house.phone.user.see((one) => one.text?.includes('Over: ') === true);
    const told = house.said().filter((one) => one.includes('nothing new'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(loud.session.name);
  });

  it('a finished turn is silent while somebody reads along, here or at the terminal, and else not', async () => {
    const house = await open();
    const at = await calm(house);
    const turn = async (words: string) => {
      await works(house, at);
      house.tmux.show(at.pane, [words, 'IDLE']);
      return String((await callWith(house, words))['disable_notification']);
    };
    expect(await turn('somebody wrote a moment ago')).toBe('true');
    // Nobody has been seen since then.
    await house.restart();
    expect(await turn('nobody is here')).toBe('undefined');
    at.pane.info = { ...at.pane.info, attached: true };
    expect(await turn('somebody sits at the terminal')).toBe('true');
  });

  it('an error is loud though somebody reads along', async () => {
    const house = await open();
    const at = await calm(house);
    await works(house, at);
    house.tmux.show(at.pane, ['ERROR key 401', 'IDLE']);
    expect((await callWith(house, 'login is refused'))['disable_notification']).toBeUndefined();
  });
});
