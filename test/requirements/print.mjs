// `node test/requirements/print.mjs` prints the table requirement → test. It runs through vitest's own
// loader, so that it works on every supported Node.
import { createServer } from 'vite';

const server = await createServer({
  server: { middlewareMode: true },
  appType: 'custom',
  logLevel: 'error',
});
const { requirementTable } = await server.ssrLoadModule('/test/requirements/table.ts');
for (const { number, tests } of requirementTable('test')) {
  console.log(`${number.padEnd(7)} ${tests[0] ?? 'NO TEST'}`);
  for (const test of tests.slice(1)) console.log(`        ${test}`);
}
await server.close();
