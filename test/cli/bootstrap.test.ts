import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const run = promisify(execFile);
const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The package as it is after its first start, with a program that tells its environment in place of ours. */
async function installed(): Promise<string> {
  const root = await tempFolder();
  for (const folder of ['src', 'commands', 'node_modules', 'dist/src']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await cp(join(repository, 'src', 'bootstrap.mjs'), join(root, 'src', 'bootstrap.mjs'));
  await cp(join(repository, 'package.json'), join(root, 'package.json'));
  await writeFile(join(root, 'tsconfig.json'), '{}');
  await writeFile(join(root, 'package-lock.json'), '{}');
  await writeFile(join(root, 'node_modules', '.package-lock.json'), '{}');
  await writeFile(join(root, 'dist', '.tsbuildinfo'), '');
  await writeFile(
    join(root, 'dist', 'src', 'main.js'),
    'process.stdout.write(JSON.stringify(process.env));',
  );
  return root;
}

it('P17 nothing of npm gets from `npm start` or `npx` to the agents that are started', async () => {
  const root = await installed();
  const env = {
    HOME: root,
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    OWN: 'kept',
    NPM_CONFIG_REGISTRY: 'http://127.0.0.1:9/',
  };
  for (const [program, ...words] of [
    ['npm', 'start'],
    ['npx', '--no-install', 'tapmux', 'ls'],
  ] as const) {
    const { stdout } = await run(program, words, { cwd: root, env });
    const seen = JSON.parse(stdout.split('\n').at(-1) ?? '') as Record<string, string>;
    expect(seen['PATH']).toBe(env.PATH);
    expect(seen).toMatchObject({ OWN: 'kept', NPM_CONFIG_REGISTRY: env.NPM_CONFIG_REGISTRY });
    expect(Object.keys(seen).filter((name) => /^npm_|^INIT_CWD$|^NODE$/.test(name))).toEqual([]);
  }
});

it('leaves the environment alone when no npm is around it', async () => {
  const root = await installed();
  const path = '/opt/x/node_modules/@npmcli/run-script/lib/node-gyp-bin:/usr/bin:/bin';
  const { stdout } = await run(process.execPath, [join(root, 'src', 'bootstrap.mjs'), 'ls'], {
    env: { HOME: root, PATH: path, NODE: 'mine', INIT_CWD: '/mine' },
  });
  expect(JSON.parse(stdout)).toMatchObject({ PATH: path, NODE: 'mine', INIT_CWD: '/mine' });
});
