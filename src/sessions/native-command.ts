import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';

const runtimes = new Set(['node', 'nodejs', 'bun', 'deno']);
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'python', 'python3', 'ruby']);
const parentsAsked = 4;

/**
 * Other command lines that the same process could be written as. Many agents are scripts: the table
 * then shows `node /usr/local/bin/codex …`, or the file inside a package that its `codex` leads to.
 */
export async function namesOf(argv: readonly string[]): Promise<readonly (readonly string[])[]> {
  const program = basename(argv[0] ?? '');
  const runtime = runtimes.has(program);
  if (!runtime && !shells.has(program)) return [];
  const at = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  const script = argv[at];
  // An option before it may have taken the word as its value (`sh -c <script>`, `node -e <code>`).
  if (script === undefined || (at > 1 && !runtime) || takesValue(argv[at - 1])) return [];
  const rest = argv.slice(at + 1);
  const plain = [script, ...rest];
  if (!runtime) return [plain];
  const shorn = script.replace(/\.[cm]?[jt]s$/, '');
  const packaged = isAbsolute(script) ? await binsOf(script) : [];
  return [
    plain,
    ...(shorn === script ? [] : [[shorn, ...rest]]),
    ...packaged.map((bin) => [bin, ...rest]),
  ];
}

const withValue = new Set([
  '-e',
  '--eval',
  '-p',
  '--print',
  '-c',
  '-r',
  '--require',
  '--import',
  '--loader',
  '-C',
]);

function takesValue(option: string | undefined): boolean {
  return option !== undefined && withValue.has(option);
}

/** The commands whose target is this very file, by the package it belongs to. */
async function binsOf(script: string): Promise<string[]> {
  let folder = dirname(script);
  for (let n = 0; n < parentsAsked; n += 1) {
    const manifest = await manifestIn(folder);
    if (manifest !== null) return matching(manifest, folder, script);
    if (dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  return [];
}

interface Manifest {
  readonly name: string;
  readonly bin: unknown;
}

async function manifestIn(folder: string): Promise<Manifest | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('bin' in parsed)) return null;
    const name = 'name' in parsed && typeof parsed.name === 'string' ? parsed.name : '';
    return { name, bin: parsed.bin };
  } catch {
    return null;
  }
}

async function matching(manifest: Manifest, folder: string, script: string): Promise<string[]> {
  const { name, bin } = manifest;
  const targets: [string, unknown][] =
    typeof bin === 'string' ? [[basename(name), bin]] : Object.entries(bin ?? {});
  const wanted = await real(script);
  const names: string[] = [];
  for (const [command, target] of targets) {
    if (typeof target === 'string' && (await real(join(folder, target))) === wanted) {
      names.push(command);
    }
  }
  return names;
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}
