import type { Typed } from '../tmux/tmux.ts';
import { readArguments } from './arguments.ts';
import { printJson } from './print.ts';
import { done, failed } from './verb.ts';
import type { Runner } from './verb.ts';

export const keys: Runner = async (argv, io) => {
  const args = readArguments(argv, { force: { type: 'boolean' } }, { least: 2, most: 21 });
  const [ref = '', ...names] = args.words;
  const typed = (await io.client.call(
    'POST',
    `/api/v1/sessions/managed/${encodeURIComponent(ref)}/keys`,
    { keys: names, force: args.flag('force') },
  )) as Typed;
  if (args.json) printJson(io, typed);
  else if (typed.kind === 'typed') io.out('Pressed.');
  else
    io.err(
      typed.kind === 'refused' ? `Not pressed: the pane is ${typed.why}.` : `Unknown: ${typed.why}`,
    );
  return typed.kind === 'typed' ? done : failed;
};
