import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { doctor } from '../../src/cli/doctor.ts';
import { hooks } from '../../src/cli/hooks.ts';
import { tempFolder } from '../support/temp.ts';

it('says where hooks have to be installed, until they are', async () => {
  const home = await tempFolder();
  const bin = join(home, 'bin');
  await mkdir(bin);
  for (const name of ['gemini', 'codex']) {
    await writeFile(join(bin, name), '#!/bin/sh\n', { mode: 0o755 });
  }
  let said: string[] = [];
  const io = {
    out: (line: string) => void said.push(line),
    err: () => {},
    env: { HOME: home, PATH: `${bin}:${process.env['PATH']}` },
    cwd: home,
    home: join(home, 'state'),
    client: createClient('/none', 'x'),
    root: home,
  };
  const lineOf = async (title: string) => {
    said = [];
    await doctor([], io);
    return said.find((line) => line.includes(`${title}: `));
  };
  const path = join(bin, 'gemini');
  expect(await lineOf('Gemini CLI')).toContain(
    `· Gemini CLI: ${path}; tapmux hooks install gemini`,
  );
  expect(await lineOf('Codex')).toContain(`✓ Codex`);
  await hooks(['install', 'gemini', '--yes'], io);
  expect(await lineOf('Gemini CLI')).toBe(`✓ Gemini CLI: ${path}`);
});
