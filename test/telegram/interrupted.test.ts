import { describe, expect, it } from 'vitest';
import { tapNewest } from '../support/phone-taps.ts';
import { until } from '../support/until.ts';
import type { House } from './fixture.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

async function working(house: House, name?: string) {
  const at = await house.idle(name);
  await works(house, at);
  return at;
}

async function works(house: House, { session, pane }: Awaited<ReturnType<House['idle']>>) {
  await until(() => house.sessions.live(session.id)?.attention === 'idle', 'it to rest');
  house.tmux.show(pane, ['BUSY']);
  await until(() => house.sessions.live(session.id)?.attention === 'working', 'it to work');
}

/** All that was said of how turns ended, once something that comes after it has been said. */
async function ends(house: House): Promise<readonly string[]> {
  await house.asks((await house.idle()).pane, 'Next?|Yes|No');
  await house.phone.user.see('Next?');
  return house.said().filter((one) => /turn|nterrupt/.test(one) && !one.includes('can say'));
}

describe('a turn that somebody ended', () => {
  it('by /interrupt is one message: under way, then done', async () => {
    const house = await open();
    const { session, pane } = await working(house, 'shop');
    pane.onTyped = () => {};
    await house.phone.user.sendText('/interrupt shop');
    const said = await house.phone.user.see('Interrupting');
    await until(() => pane.typed.length > 0, 'the key');
    house.tmux.show(pane, ['IDLE']);
    const done = await house.phone.user.see('is interrupted');
    expect(done.message_id).toBe(said.message_id);
    expect(pane.typed).toEqual(['<Escape>']);
    expect(await ends(house)).toEqual([
      `✋ ${session.name} is interrupted. It waits for what to do instead.`,
    ]);
  });

  it('by the keys of the pad is told as that', async () => {
    const house = await open();
    const { pane } = await working(house, 'shop');
    pane.onTyped = () => house.tmux.show(pane, ['IDLE']);
    await house.phone.user.sendText('/keys shop');
    await tapNewest(house, 'Esc');
    await house.phone.user.see('is interrupted');
    expect(await ends(house)).toHaveLength(1);
  });

  it('at its keyboard is told as that where its screen shows it', async () => {
    const house = await open();
    const { pane } = await working(house);
    house.tmux.show(pane, ['INTERRUPTED', 'IDLE']);
    await house.phone.user.see('is interrupted');
    expect(await ends(house)).toHaveLength(1);
  });

  it('does not stain the next one', async () => {
    const house = await open();
    const at = await working(house, 'shop');
    at.pane.onTyped = () => house.tmux.show(at.pane, ['IDLE']);
    await house.phone.user.sendText('/interrupt shop');
    await house.phone.user.see('is interrupted');
    // At rest the key ends nothing, now or later.
    const asked = await house.phone.user.sendText('/interrupt shop');
    await house.phone.user.see('was not at work', { after: asked.message_id });
    await works(house, at);
    house.tmux.show(at.pane, ['SAID all green', 'IDLE']);
    const turn = await house.phone.user.see('all green');
    expect(turn.text).toContain('has finished its turn');
  });

  it('that cannot be reached is said in place of it', async () => {
    const house = await open();
    const { pane } = await working(house, 'shop');
    pane.info = { ...pane.info, dead: true };
    await house.phone.user.sendText('/interrupt shop');
    await house.phone.user.see('its program has ended, so nothing was pressed');
    expect(house.said().filter((one) => one.includes('Interrupting'))).toEqual([]);
  });
});
