import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Nothing of this machine's git settings has a say in a test. */
export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

export function git(folder: string, ...args: readonly string[]): string {
  const allowed = ['-c', 'protocol.file.allow=always', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', ['-C', folder, ...allowed, ...args], {
    env: { ...process.env, ...gitEnvironment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

export function commit(folder: string, file: string, content: string): string {
  writeFileSync(join(folder, file), content);
  git(folder, 'add', '--', file);
  git(folder, 'commit', '--quiet', '--message', `add ${file}`);
  return git(folder, 'rev-parse', 'HEAD');
}

/** A real repository with one commit on `main`. */
export function makeRepository(folder: string): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  commit(folder, 'readme', 'hello\n');
  return folder;
}
