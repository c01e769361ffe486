import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that takes longer to say its version has none. */
const patienceMs = 3_000;

/** What `<program> --version` says, asked once as long as the file stays the same; null when it says none. */
export function createProgramVersions(
  env: Readonly<Record<string, string | undefined>>,
): (program: string) => Promise<string | null> {
  const known = new Map<string, { readonly mark: string; readonly version: string | null }>();

  return async (program) => {
    // Follows links, as updates of most programs move one.
    const { mtimeMs, size, ino } = await stat(program);
    const mark = `${mtimeMs} ${size} ${ino}`;
    const before = known.get(program);
    if (before?.mark === mark) return before.version;
    const version = await ask(program, env);
    if (version !== null) known.set(program, { mark, version });
    return version;
  };
}

async function ask(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  try {
    const { stdout } = await run(program, ['--version'], { env, timeout: patienceMs });
    return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? null;
  } catch {
    return null;
  }
}
