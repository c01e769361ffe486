import { describe, expect, it } from 'vitest';
import { useHouses } from './fixture.ts';

const open = useHouses();

describe('what cannot be done is said in words of the phone', () => {
  it.each([
    ['/stop shop', 'It is stopped already.'],
    ['/pause shop', 'Cannot go from stopped to paused.'],
    ['/send shop hello', 'Not sent: tap-shop is stopped.'],
    ['/keys shop', 'tap-shop has no terminal any more.'],
    ['/screen shop', 'tap-shop has no terminal any more.'],
  ])('%s to one that is stopped', async (line, words) => {
    const house = await open();
    const { session } = await house.idle('shop');
    await house.sessions.stopSession(session.id, 'me');
    await house.phone.user.sendText(line);
    const said = await house.phone.user.see(words);
    expect(said.text).toBe(words);
  });

  it.each(['/send shop hello', '/keys shop', '/screen shop'])(
    '%s offers to resume it',
    async (line) => {
      const house = await open();
      const { session } = await house.idle('shop');
      await house.sessions.stopSession(session.id, 'me');
      const asked = await house.phone.user.sendText(line);
      const said = await house.phone.user.see('tap-shop', { after: asked.message_id });
      const labels = said.reply_markup?.inline_keyboard.flat().map((one) => one.text);
      expect(labels).toEqual(['▶️ Resume']);
    },
  );

  it('P5 the name of one that is put away does not become a text for the one in focus', async () => {
    const house = await open();
    const shop = await house.idle('shop');
    await house.sessions.stopSession(shop.session.id, 'me');
    await house.sessions.archive(shop.session.id);
    const { pane } = await house.idle('other');
    await house.phone.user.sendText('/use other');
    await house.phone.user.see('What you write here goes to it');
    const asked = await house.phone.user.sendText('/send shop drop the table');
    const said = await house.phone.user.see('tap-shop is archived.', { after: asked.message_id });
    expect(said.text).toBe('tap-shop is archived.');
    expect(pane.typed).toEqual([]);
  });
});
