import type { SendOutcome } from '../domain/outcomes.ts';
import { readArguments } from './arguments.ts';
import { oneLine, printJson } from './print.ts';
import { done, failed, UsageError } from './verb.ts';
import type { Runner } from './verb.ts';

export const send: Runner = async (argv, io) => {
  const args = readArguments(argv, { force: { type: 'boolean' } }, { least: 1, most: 2 });
  const [ref = '', given = '-'] = args.words;
  if (given === '-' && process.stdin.isTTY) throw new UsageError('There is no text to send.');
  const text = given === '-' ? await readStdin() : given;
  const outcome = (await io.client.call(
    'POST',
    `/api/v1/sessions/managed/${encodeURIComponent(ref)}/send`,
    { text, force: args.flag('force') },
  )) as SendOutcome;
  const good = outcome.kind === 'delivered' || outcome.kind === 'queued';
  if (args.json) printJson(io, outcome);
  else if (good) io.out(outcome.kind === 'queued' ? 'Queued: the agent is busy.' : 'Delivered.');
  else io.err(oneLine(sentenceOf(outcome)));
  return good ? done : failed;
};

function sentenceOf(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case 'delivered':
    case 'queued':
      return outcome.kind;
    case 'refused':
      return `Not sent: ${outcome.detail}`;
    case 'unsubmitted':
      return `Typed, not submitted: ${outcome.detail}`;
    case 'unknown':
      return `Unknown: ${outcome.detail}`;
    case 'delivered_not_recorded':
      return `Delivered, but not written down (${outcome.detail}). Do not send it again.`;
  }
}

/** The text as it is, without the line end that a shell's echo puts behind it. */
async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8').replace(/\n$/, '');
}
