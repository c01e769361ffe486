import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { begun, transcript } from '../../src/agents/codex/rollouts.ts';
import { tempFolder } from '../support/temp.ts';

const first = '01a1fe50-f8f7-7f31-9bf1-40c2d9cff94a';
const second = '01a1fe51-012e-7130-a9ec-fb139d5a00f0';
const noon = Date.parse('2026-11-21T12:00:00Z');

async function rollout(home: string, id: string, cwd: string, at: number): Promise<string> {
  const folder = join(home, 'sessions', '2026', '11', '21');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `rollout-2026-11-21T12-00-00-${id}.jsonl`);
  const payload = { id, timestamp: new Date(at).toISOString(), cwd, originator: 'codex-tui' };
  const lines = [
    { type: 'session_meta', payload },
    { type: 'event_msg', payload: {} },
  ];
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await utimes(path, at / 1000, at / 1000);
  return path;
}

describe('Codex: conversations', () => {
  it('is found by its id, under CODEX_HOME', async () => {
    const home = await tempFolder();
    const env = { CODEX_HOME: home };
    expect(await transcript(first, '/x', env)).toBeNull();
    const path = await rollout(home, first, '/x', noon);
    await rollout(home, second, '/y', noon);
    expect(await transcript(first, '/x', env)).toBe(path);
    expect(await transcript(first, '/x', { HOME: home })).toBeNull();
  });

  it('the one that a run began is told by its folder and its time', async () => {
    const home = await tempFolder();
    const env = { CODEX_HOME: home };
    await rollout(home, first, '/x', noon);
    expect(await begun('/x', noon - 1000, env)).toBe(first);
    expect(await begun('/y', noon - 1000, env)).toBeNull();
    expect(await begun('/x', noon + 1000, env)).toBeNull();
    expect(await begun('/x', noon + 10 * 86_400_000, env)).toBeNull();
  });

  it('two that were begun in one folder cannot be told apart', async () => {
    const home = await tempFolder();
    await rollout(home, first, '/x', noon);
    await rollout(home, second, '/x', noon + 1000);
    expect(await begun('/x', noon - 1000, { CODEX_HOME: home })).toBeNull();
  });

  it('a torn file is none', async () => {
    const home = await tempFolder();
    const path = await rollout(home, first, '/x', noon);
    await writeFile(path, '{"type":"session_me');
    expect(await begun('/x', noon - 1000, { CODEX_HOME: home })).toBeNull();
  });
});
