import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePrograms } from '../support/programs.ts';
import type { Programs } from '../support/programs.ts';
import { useTempDir } from '../support/temp-dir.ts';

const temp = useTempDir();
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const mayMount = canMount();
let programs: Programs;

beforeAll(async () => {
  programs = await compilePrograms('store/programs');
});
afterAll(async () => {
  await programs.dispose();
});

function canMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function attempt(...args: readonly string[]): Promise<unknown> {
  return JSON.parse(await programs.run('attempt.ts', ...args));
}

/** Runs the attempt behind a line of shell that first takes its room away. */
async function attemptAfter(setup: string, ...args: readonly string[]): Promise<unknown> {
  const argv = programs.argv('attempt.ts', ...args);
  const line = ['-c', `${setup} && exec "$@"`, 'sh', ...argv];
  const run = setup.startsWith('mount') ? ['unshare', '-rm', 'sh', ...line] : ['sh', ...line];
  const [command = 'sh', ...rest] = run;
  return JSON.parse((await promisify(execFile)(command, rest)).stdout);
}

describe('a document without permission', () => {
  it.skipIf(!isRoot)('T2.22 is neither read as empty nor overwritten', async () => {
    const path = join(temp(), 'note.json');
    await chmod(temp(), 0o777);
    await writeFile(path, '{"text":"a"}', { mode: 0o600 });
    for (const args of [
      ['read', String(nobody), path],
      ['write', String(nobody), path, '3'],
    ]) {
      expect(await attempt(...args)).toMatchObject({ failed: 'io' });
    }
    expect(await readFile(path, 'utf8')).toBe('{"text":"a"}');
    expect(await readdir(temp())).toEqual(['note.json']);
  });

  it.skipIf(!isRoot)('whose lock cannot be let go keeps nobody in a circle', async () => {
    await chmod(temp(), 0o1777);
    const args = ['leave', String(nobody), join(temp(), 'note.json')];
    // A circle ends with its share of the processor.
    expect(await attemptAfter('ulimit -t 5', ...args)).toEqual({ failed: 'io', turns: true });
  });

  it.skipIf(!isRoot)('T4.10 a project folder without permission costs only itself', async () => {
    const ids = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'];
    await chmod(temp(), 0o755);
    for (const [index, project] of ['open', 'shut'].entries()) {
      const folder = join(temp(), project);
      const record = {
        id: ids[index],
        workdir: '/srv',
        status: 'Active',
        control: 'Tmux',
        active_delegations: 0,
        project,
      };
      await mkdir(folder);
      await writeFile(join(folder, `${ids[index]}.json`), JSON.stringify(record));
    }
    await chown(join(temp(), 'open'), nobody, nobody);
    await chmod(join(temp(), 'shut'), 0o700);
    expect(await attempt('list', String(nobody), temp())).toMatchObject({
      ids: [ids[0]],
      unreadable: [{ path: join(temp(), 'shut'), quarantined: null }],
    });
  });
});

describe('a full disk', () => {
  const full = {
    failed: 'full',
    message: expect.stringMatching(/^there is no space left on the disk to write .*note\.json$/),
    unchanged: true,
  };

  it('is told in one sentence, and the old document stays (file size limit)', async () => {
    const path = join(temp(), 'note.json');
    await writeFile(path, '{"text":"a"}');
    expect(await attemptAfter('ulimit -f 8', 'write', '0', path, '100000')).toEqual(full);
    expect(await readFile(path, 'utf8')).toBe('{"text":"a"}');
    expect(await readdir(temp())).toEqual(['note.json']);
  });

  it.skipIf(!mayMount)('is told in one sentence, and the old document stays (ENOSPC)', async () => {
    const path = join(temp(), 'small', 'note.json');
    await mkdir(join(temp(), 'small'));
    const setup = `mount -t tmpfs -o size=64k none ${join(temp(), 'small')}`;
    expect(await attemptAfter(setup, 'write', '0', path, '100000')).toEqual(full);
  });
});
