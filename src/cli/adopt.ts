import type { SessionJson } from '../domain/wire.ts';
import { readArguments } from './arguments.ts';
import { oneLine, printJson } from './print.ts';
import { done } from './verb.ts';
import type { Runner } from './verb.ts';

export const adopt: Runner = async (argv, io) => {
  const args = readArguments(argv, {}, { least: 1, most: 1 });
  const session = (await io.client.call('POST', '/api/v1/adopt', {
    target: args.words[0] ?? '',
  })) as SessionJson;
  if (args.json) printJson(io, session);
  else
    io.out(`${oneLine(session.name)} is adopted: ${session.agent} in ${oneLine(session.workdir)}`);
  return done;
};
