import { openDocument } from '../../../src/store/document.ts';

const [path = '', times = '0'] = process.argv.slice(2);
const document = openDocument({
  path,
  parse: (value) => value as { count: number },
  empty: () => ({ count: 0 }),
});
for (let done = 0; done < Number(times); done += 1) {
  await document.update(({ count }) => ({ count: count + 1 }));
}
