import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { numbersIn } from './numbers.ts';
import { requirementTable } from './table.ts';

const tests = dirname(dirname(fileURLToPath(import.meta.url)));

it('every requirement has a test whose title carries its number', () => {
  const missing = requirementTable(tests).filter((row) => row.tests.length === 0);
  expect(missing.map((row) => row.number)).toEqual([]);
});

it('numbers count only at the beginning of a title', () => {
  expect(numbersIn('S2.54 T2.1 resume is refused')).toEqual(['S2.54', 'T2.1']);
  expect(numbersIn('see S2.54')).toEqual([]);
});
