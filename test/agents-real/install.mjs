import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const [ownNode] = process.versions.node.split('.').map(Number);

/**
 * The newest published version of an agent, in a folder of its own in the cache. `@latest` is said on
 * purpose: without it npm quietly takes an old version whose declared Node is not newer than this one.
 */
export async function install(agent) {
  const cache =
    process.env.TAPMUX_AGENTS_CACHE ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tapmux-agents');
  const folder = join(cache, agent.id);
  await mkdir(folder, { recursive: true });
  const npm = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
  let offline = null;
  try {
    await run('npm', [...npm, `${agent.package}@latest`, ...nodeFor(agent).wanted], {
      timeout: 300_000,
    });
  } catch (error) {
    // What an earlier run left is still worth testing; the table says that it may be old.
    offline = String(error.stderr ?? error.message)
      .trim()
      .split('\n')
      .at(-1);
  }
  const modules = join(folder, 'node_modules');
  const bin = join(modules, '.bin');
  const path = [bin, ...nodeFor(agent).folders.map((one) => join(modules, one))].join(':');
  try {
    const manifest = await readFile(
      join(modules, ...agent.package.split('/'), 'package.json'),
      'utf8',
    );
    const { version } = JSON.parse(manifest);
    const env = { ...process.env, PATH: `${path}:${process.env.PATH}` };
    await run(join(bin, agent.id), ['--version'], { timeout: 60_000, env });
    return { kind: 'installed', version, path, offline };
  } catch (error) {
    return { kind: 'missing', why: offline ?? String(error.message).split('\n')[0] };
  }
}

/** An agent that needs a newer Node than this one gets it as npm carries it, for itself alone. */
function nodeFor({ node }) {
  if (node === undefined || ownNode >= node) return { wanted: [], folders: [] };
  const name = `node-${process.platform}-${process.arch}`;
  return { wanted: [`${name}@${node}`], folders: [join(name, 'bin')] };
}
