import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { listFolders, projects } from '../../src/sessions/folders.ts';
import type { FoldersPage } from '../../src/sessions/folders.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
let base: string;
beforeEach(() => {
  base = temp();
});

function folder(...parts: readonly string[]): string {
  const path = join(base, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

function repository(...parts: readonly string[]): string {
  folder(...parts, '.git');
  return join(base, ...parts);
}

function opened(page: FoldersPage): Extract<FoldersPage, { kind: 'ok' }> {
  if (page.kind === 'failed') throw new Error(page.why);
  return page;
}

describe('the folders in a folder', () => {
  it('are listed alone, numbers in order, hidden ones last, links to folders among them', async () => {
    for (const name of ['b', 'a10', 'a2', '.hidden', 'Zed']) folder(name);
    writeFileSync(join(base, 'file'), '');
    symlinkSync(join(base, 'b'), join(base, 'link'));
    symlinkSync(join(base, 'file'), join(base, 'file link'));
    symlinkSync('nowhere', join(base, 'dead link'));
    const page = opened(await listFolders(base, { page: 0, perPage: 20 }));
    expect(page.folders.map((one) => basename(one.path))).toEqual([
      'a2',
      'a10',
      'b',
      'link',
      'Zed',
      '.hidden',
    ]);
    expect(page.folders.map((one) => one.hidden)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(page).toMatchObject({ path: base, page: 0, pages: 1, total: 6 });
  });

  it('come in pages; a page beyond the end is the last one', async () => {
    for (let n = 1; n <= 7; n += 1) folder(`f${n}`);
    const names = async (page: number) =>
      opened(await listFolders(base, { page, perPage: 3 })).folders.map((one) => one.label);
    expect(await names(0)).toEqual(['f1', 'f2', 'f3']);
    expect(await names(2)).toEqual(['f7']);
    expect(await names(9)).toEqual(['f7']);
    expect(await names(-1)).toEqual(['f1', 'f2', 'f3']);
    expect(opened(await listFolders(base, { page: 9, perPage: 3 }))).toMatchObject({
      page: 2,
      pages: 3,
      total: 7,
    });
  });

  it('none at all is one empty page, and the root has no parent', async () => {
    expect(opened(await listFolders(base, { page: 0, perPage: 5 }))).toMatchObject({
      folders: [],
      pages: 1,
      total: 0,
    });
    expect(opened(await listFolders('/', { page: 0, perPage: 1 })).parent).toBeNull();
  });

  it('are marked when they are repositories, also linked ones', async () => {
    repository('shop');
    folder('plain');
    writeFileSync(join(folder('linked'), '.git'), 'gitdir: elsewhere');
    const page = opened(await listFolders(base, { page: 0, perPage: 5 }));
    expect(page.folders.map((one) => [one.label, one.repository])).toEqual([
      ['linked', true],
      ['plain', false],
      ['shop', true],
    ]);
  });

  it('have labels that cannot break a line or turn the text around, and exact paths', async () => {
    const path = folder('two\nlines\u202Egnp.\u001B[31m');
    const [only] = opened(await listFolders(base, { page: 0, perPage: 5 })).folders;
    expect(only).toMatchObject({ path, label: 'two\\u{a}lines\\u{202e}gnp.\\u{1b}[31m' });
  });

  it('of a folder that is a link are those of the real one', async () => {
    folder('real', 'inside');
    symlinkSync(join(base, 'real'), join(base, 'link'));
    const page = opened(await listFolders(join(base, 'link'), { page: 0, perPage: 5 }));
    expect(page).toMatchObject({ path: join(base, 'real'), parent: base });
  });

  it('that cannot be listed are refused with the reason and a next step', async () => {
    writeFileSync(join(base, 'file'), '');
    const why = async (name: string) => {
      const page = await listFolders(join(base, name), { page: 0, perPage: 5 });
      return page.kind === 'failed' ? page.why : 'listed';
    };
    expect(await why('no')).toMatch(/does not exist any more\. .+\./);
    expect(await why('file')).toMatch(/is a file, not a folder\. .+\./);
    expect(await why('x\0')).toMatch(/cannot be opened/);
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read are refused kindly', async () => {
    chmodSync(folder('closed'), 0o000);
    const page = await listFolders(join(base, 'closed'), { page: 0, perPage: 5 });
    chmodSync(join(base, 'closed'), 0o700);
    expect(page).toMatchObject({ kind: 'failed', why: expect.stringContaining('may not be read') });
  });
});

describe('the projects to choose from', () => {
  it('are the recent ones in their order, then repositories, then other folders', async () => {
    const plain = folder('aaa');
    const shop = repository('shop');
    const deep = repository('code', 'api');
    const last = repository('zed');
    const offered = await projects([base], [last, plain, join(base, 'gone'), last]);
    expect(offered.map((one) => [one.path, one.recent, one.repository])).toEqual([
      [last, true, true],
      [plain, true, false],
      [deep, false, true],
      [shop, false, true],
      [join(base, 'code'), false, false],
    ]);
  });

  it('leave out hidden folders, what is inside of repositories, and packages', async () => {
    repository('.dotfiles');
    repository('shop', 'vendor', 'lib');
    mkdirSync(join(base, 'shop', '.git'));
    repository('node_modules', 'x');
    expect((await projects([base], [])).map((one) => one.label)).toEqual(['shop']);
  });

  it('name a folder once, however many roots and links lead to it', async () => {
    const shop = repository('code', 'shop');
    symlinkSync(join(base, 'code'), join(base, 'link'));
    const offered = await projects(
      [join(base, 'code'), join(base, 'link'), shop],
      [join(base, 'link', 'shop')],
    );
    expect(offered.map((one) => one.path)).toEqual([shop]);
  });

  it('are offered although one of the roots is missing', async () => {
    const shop = repository('code', 'shop');
    expect(
      (await projects([join(base, 'no'), join(base, 'code')], [])).map((one) => one.path),
    ).toEqual([shop]);
  });
});
