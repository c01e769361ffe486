import { InputFile, InputMediaBuilder } from 'grammy';
import { describe, expect, it } from 'vitest';
import { picture, token, usePhones } from './fixture.ts';

const phones = usePhones();

async function started() {
  const desk = await phones.open();
  await desk.phone.user.sendText('/start');
  return { ...desk, chat: desk.phone.owner.id, api: desk.bot().api };
}

const one = () => InputMediaBuilder.photo(new InputFile(picture(8, 8), 'a.png'), { caption: 'c' });

describe('files', () => {
  it('of the bot: a photo with its size, a document with its name, again by id', async () => {
    const { api, chat } = await started();
    const photo = await api.sendPhoto(chat, new InputFile(picture(64, 48), 'a.png'), {
      caption: '<b>hi</b>',
      parse_mode: 'HTML',
    });
    expect(photo.photo.at(-1)).toMatchObject({ width: 64, height: 48 });
    expect(photo).toMatchObject({
      caption: 'hi',
      caption_entities: [{ type: 'bold', offset: 0, length: 2 }],
    });
    const name = 'bericht; "final" (ü).txt';
    const sent = await api.sendDocument(chat, new InputFile(Buffer.from('text'), name));
    expect(sent.document).toMatchObject({ file_name: name, file_size: 4 });
    const again = await api.sendDocument(chat, sent.document.file_id);
    expect(again.document.file_unique_id).toBe(sent.document.file_unique_id);
  });

  it('of a person: getFile and the download give the same bytes', async () => {
    const { api, phone, address } = await started();
    const bytes = Buffer.from([0, 1, 2, 13, 10, 45, 45, 255]);
    const message = await phone.user.sendFile(
      'document',
      { bytes, name: 'x.bin', mime: 'application/x-thing' },
      { caption: '/run this' },
    );
    expect(message).toMatchObject({
      document: { mime_type: 'application/x-thing' },
      caption_entities: [{ type: 'bot_command' }],
    });
    const file = await api.getFile(message.document?.file_id ?? '');
    const response = await fetch(`${address.apiRoot}/file/bot${token}/${file.file_path}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect((await fetch(`${address.apiRoot}/file/bot${token}/documents/other`)).status).toBe(404);
    expect(
      (await fetch(`${address.apiRoot}/file/bot700100200:wrong/${file.file_path}`)).status,
    ).toBe(401);
  });

  it('bytes that look like the end of the form stay bytes', async () => {
    const { api, chat, phone, address } = await started();
    const tricky = Buffer.from('a\r\n--boundary--\r\n\r\nb\r\n');
    const sent = await api.sendDocument(chat, new InputFile(tricky, 'tricky'));
    const file = await api.getFile(sent.document.file_id);
    const response = await fetch(`${address.apiRoot}/file/bot${token}/${file.file_path}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(tricky);
    expect(phone.user.messages().at(-1)?.document?.file_size).toBe(tricky.byteLength);
  });

  it('as an album share one group; photos and documents do not mix', async () => {
    const { api, chat } = await started();
    const sent = await api.sendMediaGroup(chat, [one(), one()]);
    expect(sent.length).toBe(2);
    expect(
      new Set(sent.map((message) => 'media_group_id' in message && message.media_group_id)).size,
    ).toBe(1);
    const text = InputMediaBuilder.document(new InputFile(Buffer.from('x'), 'x.txt'));
    await expect(api.sendMediaGroup(chat, [one(), text] as never)).rejects.toThrow(
      "can't use the media of the specified type in the album",
    );
    await expect(api.sendMediaGroup(chat, [one()])).rejects.toThrow('400');
  });

  it('are exchanged in place by editMessageMedia', async () => {
    const { api, chat, phone } = await started();
    const sent = await api.sendPhoto(chat, new InputFile(picture(8, 8), 'a.png'));
    await api.editMessageMedia(
      chat,
      sent.message_id,
      InputMediaBuilder.photo(new InputFile(picture(20, 10), 'b.png')),
    );
    expect(phone.user.messages().at(-1)?.photo?.[0]).toMatchObject({ width: 20, height: 10 });
    await api.editMessageCaption(chat, sent.message_id, { caption: 'new words' });
    expect(phone.user.messages().at(-1)?.caption).toBe('new words');
  });

  it.each([
    ['no picture', Buffer.from('GIF-not'), 'IMAGE_PROCESS_FAILED'],
    ['a ribbon', picture(420, 20), 'PHOTO_INVALID_DIMENSIONS'],
    ['nothing at all', Buffer.alloc(0), 'file must be non-empty'],
    [
      'eleven megabytes',
      Buffer.alloc(11 * 1024 * 1024),
      'file of size 11534336 bytes is too big for a photo; the maximum size is 10485760 bytes',
    ],
  ])('a photo that is %s is refused', async (_what, bytes, why) => {
    const { api, chat } = await started();
    await expect(api.sendPhoto(chat, new InputFile(bytes, 'a.png'))).rejects.toThrow(why);
  });

  it('captions end at 1024', async () => {
    const { api, chat } = await started();
    const send = (length: number) =>
      api.sendDocument(chat, new InputFile(Buffer.from('x'), 'x'), { caption: 'c'.repeat(length) });
    await send(1024);
    await expect(send(1025)).rejects.toThrow('message caption is too long');
  });

  it('above 50 MB do not get in, above 20 MB do not get out', async () => {
    const { api, chat, phone } = await started();
    const big = Buffer.alloc(50 * 1024 * 1024 + 1);
    await expect(api.sendDocument(chat, new InputFile(big, 'big'))).rejects.toMatchObject({
      error_code: 413,
    });
    const message = await phone.user.sendFile('document', {
      bytes: Buffer.alloc(20 * 1024 * 1024 + 1),
      name: 'b',
    });
    await expect(api.getFile(message.document?.file_id ?? '')).rejects.toThrow('file is too big');
  });
});
