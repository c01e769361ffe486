import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { numbersIn, requirementNumbers } from './numbers.ts';

export interface Row {
  readonly number: string;
  readonly tests: readonly string[];
}

const quoted =
  String.raw`(?:'((?:[^'\\]|\\.)*)'|` + '`([^`]*)`' + String.raw`|"((?:[^"\\]|\\.)*)")`;
/** `it('…'`, `it.each(rows)('…'`, and the first cell of a row that gives a title its number. */
const titled = new RegExp(
  String.raw`(?:\b(?:it|test)(?:\.\w+)*\(|\](?: as const)?\)\(|^\s*\[)\s*${quoted}`,
  'gm',
);

/** Which test shows which requirement, read from the titles in the sources. */
export function requirementTable(root: string): readonly Row[] {
  const tests = new Map<string, string[]>();
  for (const file of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !file.name.endsWith('.test.ts')) continue;
    const path = join(file.parentPath, file.name);
    for (const match of readFileSync(path, 'utf8').matchAll(titled)) {
      const title = match[1] ?? match[2] ?? match[3] ?? '';
      for (const number of numbersIn(title.replace(/^%s\s+/, ''))) {
        const known = tests.get(number) ?? [];
        tests.set(number, [...known, `${relative(root, path)}: ${title}`]);
      }
    }
  }
  return requirementNumbers().map((number) => ({ number, tests: tests.get(number) ?? [] }));
}
