import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDocument } from '../../src/store/document.ts';
import type { DocumentOptions } from '../../src/store/document.ts';
import type { UnreadableRecord } from '../../src/store/sessions-store.ts';
import { useTempDir } from '../support/temp-dir.ts';

interface Note {
  readonly text: string;
}

function parseNote(value: unknown): Note {
  const given = value as Partial<Note> | null;
  if (typeof given?.text !== 'string') throw new Error('field text is missing');
  return { text: given.text };
}

const temp = useTempDir();
const note = () => join(temp(), 'state', 'note.json');
const open = (more: Partial<DocumentOptions<Note>> = {}) =>
  openDocument<Note>({ path: note(), parse: parseNote, empty: () => ({ text: '' }), ...more });
const names = () => readdir(dirname(note()));

async function place(content: string): Promise<void> {
  await mkdir(dirname(note()), { recursive: true });
  await writeFile(note(), content);
}

describe('a document', () => {
  it('S4.6 S4.7 is absent until it is written, then whole, private and alone in its folder', async () => {
    const document = open();
    expect(await document.read()).toEqual({ text: '' });
    await expect(stat(dirname(note()))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await document.update(() => ({ text: 'a' }))).toEqual({ text: 'a' });
    expect(await names()).toEqual(['note.json']);
    expect(((await stat(note())).mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(dirname(note()))).mode & 0o777).toString(8)).toBe('700');
    expect(await open().read()).toEqual({ text: 'a' });
  });

  it('keeps mode 0600 when the file had been opened up', async () => {
    await place('{"text":"a"}');
    await open().update(() => ({ text: 'b' }));
    expect(((await stat(note())).mode & 0o777).toString(8)).toBe('600');
  });

  it('null from the change writes nothing', async () => {
    await place('{"text":"a"}');
    const before = await stat(note(), { bigint: true });
    expect(await open().update(() => null)).toEqual({ text: 'a' });
    expect((await stat(note(), { bigint: true })).ino).toBe(before.ino);
  });

  it('a throw in the change comes through and changes nothing', async () => {
    const document = open();
    await document.update(() => ({ text: 'a' }));
    const failing = document.update(() => {
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await document.read()).toEqual({ text: 'a' });
    expect(await document.update((current) => ({ text: `${current.text}b` }))).toEqual({
      text: 'ab',
    });
    expect(await names()).toEqual(['note.json']);
  });

  it('S4.9 a value that has no JSON form is refused, and changes neither disk nor memory', async () => {
    const document = open({ serialize: (value) => (value.text === 'b' ? 1n : value) });
    await document.update(() => ({ text: 'a' }));
    await expect(document.update(() => ({ text: 'b' }))).rejects.toMatchObject({
      kind: 'serialize',
      message: expect.stringMatching(/^serialize: /) as string,
    });
    expect(await document.read()).toEqual({ text: 'a' });
    expect(await document.update(({ text }) => ({ text: `${text}c` }))).toEqual({ text: 'ac' });
    expect(await names()).toEqual(['note.json']);
  });

  it('updates of one process follow one another', async () => {
    const document = open();
    await Promise.all(
      'abcdefghij'.split('').map((one) => document.update(({ text }) => ({ text: text + one }))),
    );
    expect(await document.read()).toEqual({ text: 'abcdefghij' });
  });

  it('T2.23 two openings of one file lose nothing to each other', async () => {
    const both = [open(), open()];
    await Promise.all(
      both.flatMap((one) =>
        Array.from({ length: 20 }, () => one.update(({ text }) => ({ text: `${text}x` }))),
      ),
    );
    expect((await open().read()).text).toHaveLength(40);
  });
});

describe('a document that another process writes', () => {
  it('S2.37 is read again', async () => {
    const mine = open();
    const theirs = open();
    await mine.update(() => ({ text: 'a' }));
    await theirs.update(() => ({ text: 'b' }));
    expect(await mine.read()).toEqual({ text: 'b' });
    await rm(note());
    expect(await mine.read()).toEqual({ text: '' });
  });

  it('T2.24 a rewrite of the same length within one tick of the clock is seen', async () => {
    const document = open();
    const stamp = new Date(1_700_000_000_000);
    for (const text of ['aa', 'bb', 'cc', 'dd', 'ee', 'ff']) {
      await place(JSON.stringify({ text }));
      await utimes(note(), stamp, stamp);
      expect(await document.read()).toEqual({ text });
    }
  });

  it('T2.24 a file that was put in its place with the same size and times is seen', async () => {
    const document = open();
    const stamp = new Date(1_700_000_000_000);
    for (const text of ['aa', 'bb', 'cc']) {
      const other = join(temp(), 'other.json');
      await writeFile(other, JSON.stringify({ text }));
      await utimes(other, stamp, stamp);
      await mkdir(dirname(note()), { recursive: true });
      await rename(other, note());
      expect(await document.read()).toEqual({ text });
    }
  });

  it('is made again when its folder was removed meanwhile', async () => {
    const document = open();
    await document.update(() => ({ text: 'a' }));
    await rm(dirname(note()), { recursive: true });
    expect(await document.read()).toEqual({ text: '' });
    await document.update(() => ({ text: 'b' }));
    expect(await open().read()).toEqual({ text: 'b' });
  });
});

describe('a broken document', () => {
  it.each([
    ['empty', ''],
    ['truncated', '{"text":"a'],
    ['not JSON', 'text = a'],
    ['another shape', '{"words":"a"}'],
    ['null', 'null'],
    ['a list', '[]'],
  ])('P18 is put aside, reported and never deleted: %s', async (_case, content) => {
    await place(content);
    const reports: UnreadableRecord[] = [];
    const document = open({ onQuarantine: (record) => reports.push(record) });
    expect(await document.read()).toEqual({ text: '' });
    expect(await document.read()).toEqual({ text: '' });
    const [aside = ''] = await names();
    expect(aside).toMatch(/^note\.json\.broken-\d{8}T\d{6}Z-[0-9a-f]{6}$/);
    expect(await readFile(join(dirname(note()), aside), 'utf8')).toBe(content);
    expect(reports).toEqual([
      {
        path: note(),
        why: expect.stringContaining(`parse ${note()}: `) as string,
        quarantined: join(dirname(note()), aside),
      },
    ]);
  });

  it('P18 bytes that are no text are put aside as they are', async () => {
    await mkdir(dirname(note()), { recursive: true });
    const bytes = Buffer.from([0x22, 0xff, 0xfe, 0x22]);
    await writeFile(note(), bytes);
    await open().read();
    const [aside = ''] = await names();
    expect((await readFile(join(dirname(note()), aside))).equals(bytes)).toBe(true);
  });

  it('C4 what was last known takes its place, in memory and on the disk', async () => {
    const document = open();
    await document.update(() => ({ text: 'a' }));
    await place('{');
    expect(await document.read()).toEqual({ text: 'a' });
    expect(await open().read()).toEqual({ text: 'a' });
    expect(await names()).toHaveLength(2);
  });

  it('C4 what was last known comes back although another process put the file aside', async () => {
    const knowing = open();
    await knowing.update(() => ({ text: 'a' }));
    await place('{');
    expect(await open().read()).toEqual({ text: '' });
    expect(await knowing.read()).toEqual({ text: 'a' });
    expect(await open().read()).toEqual({ text: 'a' });
  });

  it('C4 what was last known is brought back later when the disk refuses it at first', async () => {
    let refused = false;
    const serialize = (value: Note) => (refused ? { text: 1n } : value);
    const document = open({ serialize });
    await document.update(() => ({ text: 'a' }));
    await place('{');
    refused = true;
    expect(await document.read()).toEqual({ text: 'a' });
    expect(await document.read()).toEqual({ text: 'a' });
    expect((await names()).filter((one) => one === 'note.json')).toEqual([]);
    refused = false;
    expect(await document.read()).toEqual({ text: 'a' });
    expect(await open().read()).toEqual({ text: 'a' });
  });

  it('C4 a change is made to what was last known', async () => {
    const document = open();
    await document.update(() => ({ text: 'a' }));
    await place('{');
    await document.update(({ text }) => ({ text: `${text}b` }));
    expect(await open().read()).toEqual({ text: 'ab' });
  });
});

describe('a document that cannot be read', () => {
  it('T2.22 is neither empty nor replaced, and stays where it is', async () => {
    await mkdir(join(note(), 'kept'), { recursive: true });
    const document = open();
    await expect(document.read()).rejects.toMatchObject({ name: 'StoreError', kind: 'io' });
    await expect(document.update(() => ({ text: 'b' }))).rejects.toMatchObject({ kind: 'io' });
    expect(await readdir(note())).toEqual(['kept']);
    expect(await names()).toEqual(['note.json']);
  });

  it('T2.22 S2.39 answers with what was last known', async () => {
    const document = open();
    await document.update(() => ({ text: 'a' }));
    await rm(note());
    await mkdir(note());
    expect(await document.read()).toEqual({ text: 'a' });
    await expect(document.update(() => ({ text: 'b' }))).rejects.toMatchObject({ kind: 'io' });
    expect(await document.read()).toEqual({ text: 'a' });
  });

  it('of a newer version is refused with a sentence and left alone', async () => {
    const content = '{"version": 9, "text": {"new": "form"}}';
    await place(content);
    const document = open();
    const error = await document.read().catch((one: unknown) => one);
    expect(error).toMatchObject({ kind: 'newer' });
    expect(String(error)).toContain('was written by a newer tapmux (version 9, this one knows 1)');
    await expect(document.update(() => ({ text: 'b' }))).rejects.toMatchObject({ kind: 'newer' });
    expect(await readFile(note(), 'utf8')).toBe(content);
    expect(await names()).toEqual(['note.json']);
  });
});
