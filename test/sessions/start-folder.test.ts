import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameFromUuid } from '../../src/domain/names.ts';
import { testEngine } from '../support/engine.ts';

describe('the folder that a session starts in', () => {
  it('S2.27 without a folder it starts at home, else in /tmp', async () => {
    const { sessions, home, tmux } = await testEngine();
    const made = await sessions.create({});
    expect(made.workdir).toBe(join(home, 'code'));
    expect(tmux.calls[0]).toMatchObject({ spec: { workdir: join(home, 'code') } });
    expect(made.name).toBe(nameFromUuid(made.id));
  });

  it('folders that are not there, are files or are relative are refused with one sentence', async () => {
    const { sessions, home, store } = await testEngine();
    await writeFile(join(home, 'file'), '');
    for (const [cwd, why] of [
      [join(home, 'nowhere'), 'does not exist'],
      [join(home, 'file'), 'is not a folder'],
      ['some/where', 'not an absolute path'],
    ] as const) {
      await expect(sessions.create({ cwd }), cwd).rejects.toMatchObject({
        kind: 'invalid_input',
        message: expect.stringContaining(why) as string,
      });
    }
    expect((await store.list()).sessions).toEqual([]);
  });

  it('folders with spaces, quotes and newlines are folders like any other', async () => {
    const { sessions, home } = await testEngine();
    for (const name of ['two words', `it's "quoted"`, 'new\nline', '-dash', '#{pid}']) {
      const cwd = join(home, name);
      await mkdir(cwd);
      expect((await sessions.create({ cwd })).workdir).toBe(cwd);
    }
  });
});
