import type { Captured, TailResult } from '../tmux/tmux.ts';
import { readArguments } from './arguments.ts';
import { printJson } from './print.ts';
import { done, failed, UsageError } from './verb.ts';
import type { Runner } from './verb.ts';

export const screen: Runner = async (argv, io) => {
  const args = readArguments(argv, { lines: { type: 'string' } }, { least: 1, most: 1 });
  const [ref = ''] = args.words;
  const lines = args.text('lines');
  if (lines !== undefined && !/^[1-9]\d{0,4}$/.test(lines)) {
    throw new UsageError('--lines takes a number from 1 to 99999.');
  }
  const query = lines === undefined ? '' : `?lines=${lines}`;
  const shown = (await io.client.call(
    'GET',
    `/api/v1/sessions/managed/${encodeURIComponent(ref)}/screen${query}`,
  )) as Captured | TailResult;
  if (args.json) printJson(io, shown);
  else if (shown.kind === 'screen') io.out(shown.screen.lines.join('\n').trimEnd());
  else if (shown.kind === 'text') io.out(shown.text.trimEnd());
  else
    io.err(
      shown.kind === 'gone' ? 'It has no terminal any more.' : `It could not be read: ${shown.why}`,
    );
  return shown.kind === 'screen' || shown.kind === 'text' ? done : failed;
};
