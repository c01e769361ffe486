#!/usr/bin/env node
// The first file that runs. It needs nothing but Node, so that a fresh clone starts with one command:
// it installs what package-lock.json names, builds when a source is newer than the build, then hands over.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'src', 'main.js');
const buildStamp = join(root, 'dist', '.tsbuildinfo');
const [verb = 'start', ...rest] = process.argv.slice(2);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`tapmux needs Node 20.19 or newer (24 recommended); this is ${process.version}.`);
}

/** What works on the built code from outside. */
const tools = {
  test: [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'test/vitest.config.ts',
  ],
  bench: [join(root, 'test', 'bench', 'run.mjs')],
  agents: [join(root, 'test', 'agents-real', 'run.mjs')],
};
if (Object.hasOwn(tools, verb)) {
  install();
  build();
  process.exit(run(process.execPath, [...tools[verb], ...rest]));
}
// Only `start` looks for changed sources: the other verbs must be quick.
if (verb === 'start' || !existsSync(built)) {
  install();
  build();
}
forgetNpm();
await import(built);

function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && mtime(installed) >= mtime(wanted)) return;
  process.stderr.write('Installing what tapmux needs (once) …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // npm's own chatter goes to stderr: stdout belongs to the verb.
  if (run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'], 2) !== 0) {
    fail('npm ci did not succeed; its message is above. Mend that and start again.');
  }
}

function build() {
  if (existsSync(built) && existsSync(buildStamp) && mtime(buildStamp) >= newestSource()) return;
  process.stderr.write('Building …\n');
  if (run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')], 2) !== 0) {
    fail('The build failed; the compiler’s message is above.');
  }
}

/**
 * What `npm start` and `npx` put into the environment ends here. The tmux server that we may start hands its
 * environment to every agent and every shell in it, where our own tools would come first on PATH and npm would take
 * this folder for the project.
 */
function forgetNpm() {
  const { env } = process;
  if (env.npm_execpath === undefined) return;
  for (const name of Object.keys(env)) {
    if (name.startsWith('npm_')) delete env[name];
  }
  delete env.INIT_CWD;
  delete env.NODE;
  delete env.COLOR;
  // The operator's own PATH begins behind the last of the folders that npm puts in front of it.
  const folders = (env.PATH ?? '').split(':');
  const last = folders.findLastIndex((one) => one.endsWith('/@npmcli/run-script/lib/node-gyp-bin'));
  env.PATH = folders.slice(last + 1).join(':');
}

function newestSource() {
  let newest = mtime(join(root, 'tsconfig.json'));
  for (const folder of ['src', 'commands']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.endsWith('.ts')) {
        newest = Math.max(newest, mtime(join(entry.parentPath, entry.name)));
      }
    }
  }
  return newest;
}

function mtime(path) {
  return statSync(path).mtimeMs;
}

function run(command, args, stdout = 1) {
  const result = spawnSync(command, args, { cwd: root, stdio: [0, stdout, 2] });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
