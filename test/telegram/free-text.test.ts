import { describe, expect, it } from 'vitest';
import type { FakePane } from '../support/fake-tmux.ts';
import type { House } from './fixture.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

/** The agent takes a text and goes to work. */
function works(house: House, pane: FakePane): void {
  pane.onTyped = (_pane, typed) =>
    house.tmux.show(pane, [typed === '<Enter>' ? 'BUSY' : `IDLE ${typed}`]);
}

async function working(options = {}) {
  const house = await open(options);
  const { session, pane } = await house.idle();
  works(house, pane);
  return { house, session, pane, user: house.phone.user };
}

function reactionsOn(house: House, message: number): readonly string[] {
  return house.phone.calls
    .list('setMessageReaction')
    .filter((one) => Number(one.params['message_id']) === message)
    .map((one) => JSON.stringify(one.params['reaction']));
}

describe('plain text', () => {
  it('goes to the session in focus: taken, then delivered', async () => {
    const { house, session, pane, user } = await working();
    await user.sendText(`/use ${session.name}`);
    await user.see('What you write here goes to it');
    const text = await user.sendText('fix the tests\nall of them');
    await house.phone.until(() => reactionsOn(house, text.message_id).length === 2);
    expect(reactionsOn(house, text.message_id).join(' ')).toMatch(/👀.*👌/);
    expect(pane.typed).toEqual(['fix the tests\nall of them', '<Enter>']);
  });

  it('a reply goes to the session whose message it answers', async () => {
    const { house, pane, user } = await working();
    const notice = await user.see('Started.');
    await user.sendText('hello', { replyTo: notice.message_id });
    await house.phone.until(() => pane.typed.includes('<Enter>'));
    expect(pane.typed).toEqual(['hello', '<Enter>']);
  });

  it('without focus it asks which session, and the choice sends the text', async () => {
    const { house, session, pane, user } = await working();
    await user.sendText('do it');
    const asked = await user.see('Which session is this for?');
    expect(pane.typed).toEqual([]);
    await user.tap(asked.message_id, `🟢 ${session.name}`);
    await house.phone.until(() => pane.typed.includes('do it'));
  });

  it('a question that has its own answers takes other words as a reply to its card', async () => {
    const { house, session, pane, user } = await working();
    await user.sendText(`/use ${session.name}`);
    house.tmux.show(pane, ['CHOOSE Colour?|Red|Blue']);
    const card = await user.see(/^❓[^]*Colour/);
    await user.sendText('purple');
    await user.see('Nothing was typed. To answer in words, reply to its card.');
    expect(pane.typed).toEqual([]);
    await user.sendText('purple', { replyTo: card.message_id });
    await house.phone.until(() => pane.typed.includes('purple'));
  });

  it('P5 is not typed into a dialog, and one sentence says so', async () => {
    const { house, session, pane, user } = await working();
    await user.sendText(`/use ${session.name}`);
    await house.asks(pane, 'Allowed?|Yes|No');
    await user.sendText('do it');
    const said = await user.see('Not sent: tap-shop waits for an answer: “Allowed?”');
    await user.tap(said.message_id, '🟡 What it asks');
    await house.phone.until(
      () =>
        house.said().filter((text) => /^🔐 tap-shop[^]*Allowed\?/.test(text)).length === 1 &&
        house.said().at(-1)?.startsWith('🔐 tap-shop'),
    );
    expect(pane.typed).toEqual([]);
  });

  it('P7 a long text that Telegram has cut arrives as one', async () => {
    const { house, session, pane, user } = await working();
    await user.sendText(`/use ${session.name}`);
    const long = Array.from({ length: 700 }, (_, n) => `line ${n} of a long text`).join('\n');
    const parts = await user.sendLong(long);
    expect(parts.length).toBeGreaterThan(2);
    await house.phone.until(() => pane.typed.includes('<Enter>'), { timeoutMs: 8000 });
    expect(pane.typed).toEqual([long, '<Enter>']);
  });

  it('P6 an edit is not sent on, and is answered once', async () => {
    const { house, session, pane, user } = await working();
    await user.sendText(`/use ${session.name}`);
    const text = await user.sendText('first');
    await house.phone.until(() => pane.typed.includes('first'));
    await user.edit(text.message_id, 'second');
    await user.see('An edit is not sent on');
    await user.edit(text.message_id, 'third');
    const after = await user.sendText('/help use');
    await user.see('/use [session]', { after: after.message_id });
    expect(house.said().filter((one) => one.includes('An edit'))).toHaveLength(1);
    expect(pane.typed.filter((one) => !one.startsWith('<'))).toEqual(['first']);
  });

  it('an album is told once that files come later', async () => {
    const { house, user } = await working();
    const file = { bytes: new TextEncoder().encode('a'), name: 'a.txt' };
    await user.sendAlbum('document', [file, file, file]);
    await user.see('files and pictures come later');
    const after = await user.sendText('/help use');
    await user.see('/use [session]', { after: after.message_id });
    expect(house.said().filter((one) => one.includes('come later'))).toHaveLength(1);
  });

  it('T1.12 P15 what is shown of a hostile text cannot act: no markup, nothing hidden', async () => {
    const { user } = await working();
    await user.sendText('/use <b>x</b>\u202E_*`[a](http://x)');
    const said = await user.see('There is no session');
    expect(said.text).toContain('<b>x</b>');
    expect(said.text).not.toContain('\u202E');
    expect(said.entities?.map((one) => one.type)).toEqual(['code']);
  });

  it('an unknown command is named, and nothing is typed', async () => {
    const { session, pane, user } = await working();
    await user.sendText(`/use ${session.name}`);
    await user.sendText('/compact now');
    await user.see('There is no /compact');
    expect(pane.typed).toEqual([]);
  });

  it('commands for another bot are not ours', async () => {
    const { house, user } = await working();
    await user.sendText('/sessions@other_bot');
    await user.see('Which session is this for?');
    expect(house.said().some((one) => one.includes('1 session'))).toBe(false);
  });

  it('P9 P6 a restart in the middle of a send types nothing twice and says that it is not known', async () => {
    const { house, session, pane, user } = await working();
    await user.sendText(`/use ${session.name}`);
    await user.see('What you write here goes to it');
    // The engine never comes back from this one, as if the process had been killed in it.
    const { tmux } = house;
    const paste = tmux.paste.bind(tmux);
    let reached: () => void = () => {};
    const inside = new Promise<void>((resolve) => {
      reached = resolve;
    });
    Object.assign(tmux, {
      paste: (...args: Parameters<typeof paste>) => {
        void paste(...args);
        reached();
        return new Promise(() => {});
      },
    });
    await user.sendText('only once');
    await inside;
    await house.restart();
    await user.see('It is not known whether');
    expect(pane.typed.filter((one) => one === 'only once')).toHaveLength(1);
  });
});
