import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { gemini } from '../../src/agents/gemini/index.ts';
import { wantsHooks } from '../../src/sessions/hooks-wanted.ts';
import { relayPath } from '../../src/sessions/run-files.ts';
import { tempFolder } from '../support/temp.ts';

// Below /tmp Gemini takes hooks for one start from nobody, as it takes them from no plain user anywhere.

it('an agent that no start can bring hooks to wants them in its settings, until they are there', async () => {
  const home = await tempFolder();
  const env = { HOME: home };
  expect(await wantsHooks(gemini, home, env)).toBe(true);
  const { install } = gemini.hooks ?? {};
  if (install === undefined) throw new Error('there is nothing to install');
  const file = install.file(env);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, 'not JSON');
  expect(await wantsHooks(gemini, home, env)).toBe(true);
  await writeFile(file, install.add('{"theme":"x"}', relayPath('/elsewhere'), null));
  expect(await wantsHooks(gemini, home, env)).toBe(true);
  await writeFile(file, install.add('{"theme":"x"}', relayPath(home), null));
  expect(await wantsHooks(gemini, home, env)).toBe(false);
});

it('all others are asked for nothing', async () => {
  const home = await tempFolder();
  const wanting = await Promise.all(
    agents.map(async (one) => ((await wantsHooks(one, home, { HOME: home })) ? one.id : null)),
  );
  expect(wanting.filter((id) => id !== null)).toEqual(['gemini']);
});
