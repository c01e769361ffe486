import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';

describe('the engine', () => {
  it('S2.6 S2.7 shows only its folder, and hands out folder and driver', async () => {
    const { sessions, tmux, home } = await testEngine();
    expect(inspect(sessions)).toBe(`Sessions { dataDir: '${home}' }`);
    expect(JSON.parse(JSON.stringify({ sessions }))).toEqual({ sessions: { dataDir: home } });
    expect([sessions.dataDir, sessions.tmux]).toEqual([home, tmux]);
  });

  it('S2.3 S2.10 S2.74 a store that cannot be read fails the start, before anything is changed', async () => {
    const engine = await testEngine({ start: false });
    await rm(join(engine.home, 'sessions'), { recursive: true, force: true });
    await writeFile(join(engine.home, 'sessions'), 'a file where the folder should be');
    await expect(engine.sessions.start()).rejects.toMatchObject({
      kind: 'store',
      message: expect.stringMatching(/^store error: /) as string,
    });
    expect(engine.tmux.calls).toEqual([]);
  });
});
