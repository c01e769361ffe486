import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Small TypeScript programs that tests run as processes of their own. */
export interface Programs {
  /** Node with the program and its arguments, as argv. */
  argv(program: string, ...args: readonly string[]): readonly [string, ...string[]];
  start(program: string, ...args: readonly string[]): ChildProcess;
  /** What it printed, after it ended well. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  dispose(): Promise<void>;
}

/** Compiles the programs in `folder` (relative to `test/`) and all that they import. */
export async function compilePrograms(folder: string): Promise<Programs> {
  const out = await mkdtemp(join(tmpdir(), 'tapmux-programs-'));
  // Programs that give up their privileges still have to read themselves.
  await chmod(out, 0o755);
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      rootDir: root,
      outDir: out,
      incremental: false,
      noCheck: true,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [join(root, 'test', folder)],
  };
  await writeFile(join(out, 'tsconfig.json'), JSON.stringify(config));
  await writeFile(join(out, 'package.json'), '{"type":"module"}');
  await symlink(join(root, 'node_modules'), join(out, 'node_modules'));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', out]);

  function argv(program: string, ...args: readonly string[]) {
    const file = `${basename(program, '.ts')}.js`;
    return [process.execPath, join(out, 'test', folder, file), ...args] as const;
  }
  return {
    argv,
    start(program, ...args) {
      const [command, ...rest] = argv(program, ...args);
      return spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
    },
    async run(program, ...args) {
      const [command, ...rest] = argv(program, ...args);
      return (await promisify(execFile)(command, rest)).stdout;
    },
    dispose: () => rm(out, { recursive: true, force: true }),
  };
}
