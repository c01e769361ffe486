import { readArguments } from './arguments.ts';
import { takeSupervisor } from './supervisor.ts';
import type { Runner } from './verb.ts';

export const start: Runner = async (argv, io) => {
  readArguments(argv, {}, { least: 0, most: 0 });
  const supervisor = takeSupervisor(io.env);
  const { runDaemon } = await import('../app.ts');
  return runDaemon({ root: io.root, env: io.env, out: io.out, supervisor });
};
