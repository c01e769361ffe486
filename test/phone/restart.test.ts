import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InlineKeyboard, InputFile } from 'grammy';
import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../support/memory-log.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { picture, token, usePhones } from './fixture.ts';

const phones = usePhones();
const folder = useTempDir();

describe('the state of the phone', () => {
  it('survives a restart: history, commands, topics, files, queries, the unconfirmed updates', async () => {
    const before = await phones.open({ stateDir: folder() });
    const chat = before.phone.owner.id;
    const { api } = before.bot();
    await before.phone.user.sendText('/start');
    await api.setMyCommands([{ command: 'a', description: 'A' }]);
    const topic = await api.createForumTopic(chat, 'shop');
    const photo = await api.sendPhoto(chat, new InputFile(picture(9, 9), 'a.png'));
    const card = await api.sendMessage(chat, '?', {
      reply_markup: new InlineKeyboard().text('Yes', 'y'),
    });
    const tap = await before.phone.user.tap(card.message_id, 'y');
    const queue = (await before.call('getUpdates')).result;
    await before.phone.stop();

    const after = await phones.open({ stateDir: folder() });
    const again = after.bot().api;
    expect((await after.call('getUpdates')).result).toEqual(queue);
    expect(await again.getMyCommands()).toEqual([{ command: 'a', description: 'A' }]);
    await again.sendMessage(chat, 'in it', { message_thread_id: topic.message_thread_id });
    await again.editMessageText(chat, card.message_id, 'answered');
    await again.answerCallbackQuery(tap.id);
    const file = await again.getFile(photo.photo[0]?.file_id ?? '');
    const bytes = await (
      await fetch(`${after.address.apiRoot}/file/bot${token}/${file.file_path}`)
    ).arrayBuffer();
    expect(new Uint8Array(bytes)).toEqual(picture(9, 9));
    expect(after.phone.user.messages().map((one) => one.text)).toEqual(
      expect.arrayContaining(['/start', 'answered', 'in it']),
    );
    const fresh = await again.sendMessage(chat, 'next');
    expect(fresh.message_id).toBeGreaterThan(card.message_id);
  });

  it('is on disk as soon as a person or the bot was told so, without any shutdown', async () => {
    const killed = await phones.open({ stateDir: folder() });
    await killed.phone.user.sendText('do not lose me');
    const sent = await killed.bot().api.sendMessage(killed.phone.owner.id, 'nor me');
    // Nothing of the first phone runs on for this: the second reads only what is on disk now.
    const next = await phones.open({ stateDir: folder() });
    const updates = (await next.call('getUpdates')).result as readonly object[];
    expect(updates).toMatchObject([{ message: { text: 'do not lose me' } }]);
    expect(next.phone.user.messages().map((one) => one.text)).toEqual(['do not lose me', 'nor me']);
    await next.bot().api.editMessageText(next.phone.owner.id, sent.message_id, 'still known');
  });

  it('is readable by its owner only, and leaves no halves behind', async () => {
    const { phone } = await phones.open({ stateDir: folder() });
    await phone.user.sendText('secret');
    await phone.stop();
    const names = (await readdir(folder())).filter((one) => one !== 'files');
    expect(names.filter((one) => !one.endsWith('.json'))).toEqual([]);
    for (const name of names) {
      const { mode } = await stat(join(folder(), name));
      expect([name, mode & 0o077]).toEqual([name, 0]);
    }
  });

  it('puts a broken document aside, says so, and goes on with the rest', async () => {
    const first = await phones.open({ stateDir: folder() });
    await first.phone.user.sendText('kept');
    await first.phone.stop();
    await writeFile(join(folder(), 'profile.json'), '{"texts":');
    const log = createMemoryLog();
    const second = await phones.open({ stateDir: folder(), log });
    expect(second.phone.user.messages().map((one) => one.text)).toEqual(['kept']);
    expect(log.lines.map((one) => one.message)).toContain('phone: unreadable state put aside');
    expect((await readdir(folder())).some((one) => one.startsWith('profile.json.broken-'))).toBe(
      true,
    );
  });

  it('gives no message id twice, even when the counters are lost', async () => {
    const first = await phones.open({ stateDir: folder() });
    const { message_id: id } = await first.phone.user.sendText('one');
    await first.phone.stop();
    await rm(join(folder(), 'counters.json'));
    const second = await phones.open({ stateDir: folder() });
    expect((await second.phone.user.sendText('two')).message_id).toBe(id + 1);
  });

  it('forgets the oldest messages of a long chat', async () => {
    const { phone, bot } = await phones.open();
    await phone.user.sendText('the very first');
    for (let n = 0; n < 1000; n += 1) await phone.user.sendText(`${n}`);
    expect(phone.user.messages().length).toBe(1000);
    expect(phone.user.messages()[0]?.text).toBe('0');
    await expect(bot().api.deleteMessage(phone.owner.id, 1)).rejects.toThrow(
      'message to delete not found',
    );
  });
});
