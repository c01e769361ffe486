import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { transcript } from '../../../src/agents/claude/transcript.ts';
import { tempFolder } from '../../support/temp.ts';

const said = '{"type":"user","message":{"role":"user","content":"hello"}}';
const id = '1b535cbe-46f1-417e-86bd-1fe4b9620486';

it('is found under whatever folder it is kept, and only when it is a file', async () => {
  const home = await tempFolder();
  const env = { HOME: home };
  expect(await transcript(id, '/srv/shop', env)).toBeNull();
  const projects = join(home, '.claude', 'projects');
  await mkdir(join(projects, '-srv-shop', id), { recursive: true });
  await mkdir(join(projects, '-another', `${id}.jsonl`), { recursive: true });
  expect(await transcript(id, '/srv/shop', env)).toBeNull();
  const file = join(projects, '-srv-shop', `${id}.jsonl`);
  await writeFile(file, `${said}\n`);
  expect(await transcript(id, '/elsewhere', env)).toBe(file);
  expect(await transcript(id, '/srv/shop', { CLAUDE_CONFIG_DIR: join(home, '.claude') })).toBe(
    file,
  );
});

it('is none to go on with before something is said in it', async () => {
  const home = await tempFolder();
  const file = join(home, 'projects', '-srv-shop', `${id}.jsonl`);
  await mkdir(join(file, '..'), { recursive: true });
  const env = { CLAUDE_CONFIG_DIR: home };
  const begun = [
    `{"type":"mode","mode":"normal","sessionId":"${id}"}`,
    '{"type":"attachment","content":"{\\"type\\":\\"user\\"}","user":{"type":"user"}}',
    '',
  ].join('\n');
  await writeFile(file, begun);
  expect(await transcript(id, '/srv/shop', env)).toBeNull();
  // In the middle of being written.
  await writeFile(file, `${begun}${said.slice(0, -4)}`);
  expect(await transcript(id, '/srv/shop', env)).toBeNull();
  await writeFile(file, `${begun}${said}\n`);
  expect(await transcript(id, '/srv/shop', env)).toBe(file);
});

it('an id that leads elsewhere is none', async () => {
  const home = await tempFolder();
  await mkdir(join(home, 'projects', 'a'), { recursive: true });
  await writeFile(join(home, 'secret.jsonl'), '');
  expect(await transcript('../../secret', '/', { CLAUDE_CONFIG_DIR: home })).toBeNull();
});
