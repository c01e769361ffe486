/** Does this command line run one of these programs, directly or as a script of an interpreter? */
export function runsOneOf(names: readonly string[], argv: readonly string[]): boolean {
  const [program = '', ...rest] = argv;
  const name = basename(program);
  if (names.includes(name)) return true;
  if (!interpreters.has(name)) return false;
  const script = rest.find((arg) => !arg.startsWith('-'));
  return script !== undefined && names.includes(basename(script).replace(/\.[cm]?js$/, ''));
}

const interpreters: ReadonlySet<string> = new Set(['node', 'nodejs', 'bun']);

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');
}
