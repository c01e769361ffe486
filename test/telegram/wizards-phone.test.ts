import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tapNewest } from '../support/phone-taps.ts';
import { until } from '../support/until.ts';
import type { House } from './fixture.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

async function asked(): Promise<House> {
  const house = await open();
  await house.phone.user.sendText('/new');
  await house.phone.user.see('Which agent?');
  return house;
}

function launched({ tmux }: House) {
  return tmux.calls.flatMap((call) => (call.kind === 'create' ? [call.spec] : []));
}

describe('/new on the phone', () => {
  it('is one card from the first question to the start', async () => {
    const house = await asked();
    const { user } = house.phone;
    const first = await user.see('Which agent?');
    await tapNewest(house, 'Fake');
    await user.see('In which folder?');
    await tapNewest(house, /shop/);
    await user.see('What shall it do first?');
    await user.sendText('fix the tests');
    await user.see('Ready.');
    await tapNewest(house, /Start/);
    const last = await user.see(/tap-shop is starting/);
    expect(last.message_id).toBe(first.message_id);
    expect(launched(house)).toMatchObject([{ workdir: house.folder }]);
    expect(launched(house)[0]?.argv.at(-1)).toBe('fix the tests');
  });

  it('goes on after a restart of the daemon in the middle', async () => {
    const house = await asked();
    await tapNewest(house, 'Fake');
    await house.phone.user.see('In which folder?');
    const again = await house.restart();
    await tapNewest(again, /shop/);
    await again.phone.user.see('What shall it do first?');
    await tapNewest(again, 'Skip');
    await again.phone.user.see('Ready.');
    const third = await again.restart();
    await tapNewest(third, /Start/);
    await third.phone.user.see(/tap-shop is starting/);
    expect(launched(third)).toHaveLength(1);
  });

  it('a known command leaves it; what is left of its card does nothing', async () => {
    const house = await asked();
    const { user } = house.phone;
    await user.sendText('/status');
    await user.see('Open decisions: 0');
    expect(await tapNewest(house, 'Fake')).toContain('too old');
    await user.sendText('fake');
    await user.see('Nothing runs that could take this.');
    expect(launched(house)).toEqual([]);
  });

  it('a path that begins like a command is a path', async () => {
    const house = await asked();
    const { user } = house.phone;
    await tapNewest(house, 'Fake');
    await user.see('In which folder?');
    await user.sendText(house.folder);
    const card = await user.see('What shall it do first?');
    expect(card.text).toContain(`Folder: ${house.folder}`);
  });

  it('P5 what is written for it reaches no session, and a decision is answered beside it', async () => {
    const house = await open();
    const { user } = house.phone;
    const { session, pane } = await house.idle('api');
    await user.sendText('/use api');
    await user.see('What you write here goes to it.');
    await user.sendText('/new');
    await user.see('Which agent?');
    await user.sendText('fake');
    await user.see('In which folder?');
    expect(pane.typed).toEqual([]);
    pane.onTyped = () => house.tmux.show(pane, ['IDLE']);
    await house.asks(pane, 'Run ls?|Yes|No');
    await user.see('Run ls?');
    await tapNewest(house, 'Yes');
    await until(() => pane.typed.length === 1);
    expect(pane.typed).toEqual(['1']);
    await tapNewest(house, 'Cancel');
    await user.see('Cancelled. Nothing was started.');
    expect((await house.sessions.list()).sessions.map((one) => one.id)).toEqual([session.id]);
  });

  it('a second /new is a new card; the older one is over', async () => {
    const house = await asked();
    const { user } = house.phone;
    const first = await user.see('Which agent?');
    await user.sendText('/new');
    const second = await user.see('Which agent?', { after: first.message_id });
    expect(second.message_id).not.toBe(first.message_id);
    const [row] = first.reply_markup?.inline_keyboard ?? [];
    const data = row?.[0] !== undefined && 'callback_data' in row[0] ? row[0].callback_data : '';
    await user.tap(first.message_id, { forged: data });
    await tapNewest(house, 'Fake');
    const next = await user.see('In which folder?');
    expect(next.message_id).toBe(second.message_id);
  });

  it('two folders away and back: browsing by hand', async () => {
    const house = await asked();
    const { user } = house.phone;
    await mkdir(join(house.folder, 'deep', 'deeper'), { recursive: true });
    await tapNewest(house, 'Fake');
    await user.see('In which folder?');
    await tapNewest(house, /Browse/);
    await user.see(`In ${join(house.home, 'code')}.`);
    await tapNewest(house, /shop/);
    await user.see(`In ${house.folder}.`);
    await tapNewest(house, /deep/);
    await user.see(`In ${join(house.folder, 'deep')}.`);
    await tapNewest(house, /Use this folder/);
    const card = await user.see('What shall it do first?');
    expect(card.text).toContain(`Folder: ${join(house.folder, 'deep')}`);
  });
});
