import { runLease } from './lease.ts';
import type { Runner } from './verb.ts';

export const lease: Runner = (argv, io) =>
  runLease(argv, {
    call: (method, path, body) => io.client.call(method, path, body as object),
    out: io.out,
    err: io.err,
    json: argv.includes('--json'),
    env: io.env,
  });
