import { openDocument } from '../../../src/store/document.ts';
import { makeChecked, parseChecked } from './checked.ts';

// Writes without end; the test ends it. Each line is the number of a write that was reported done.
const [path = ''] = process.argv.slice(2);
const document = openDocument({ path, parse: parseChecked, empty: () => makeChecked(0) });
for (;;) {
  const { number } = await document.update((current) => makeChecked(current.number + 1));
  process.stdout.write(`${number}\n`);
}
