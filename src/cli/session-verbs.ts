import { readArguments } from './arguments.ts';
import { Refusal } from './client.ts';
import { printJson } from './print.ts';
import { done } from './verb.ts';
import type { CliIo, Runner } from './verb.ts';

/** The verbs that do one thing to one session and give its record back. */
export const stop = verb(
  'stop',
  (name) => `${name} is stopped. tapmux resume ${name} brings it back.`,
);
export const resume = verb('resume', (name, status, conversation) =>
  conversation === 'fresh'
    ? `${name} is ${status}, with a new conversation: there was none to go on with.`
    : `${name} is ${status}.`,
);
export const pause = verb('pause', (name) => `${name} is paused; its agent lives on.`);
export const archive = verb('archive', (name) => `${name} is in the archive.`);

export const decommission: Runner = async (argv, io) => {
  try {
    return await run('decommission', argv, io, (name) => `${name} is decommissioned.`);
  } catch (error) {
    if (error instanceof Refusal && error.confirm !== undefined) {
      const again = `tapmux decommission ${argv[0] ?? ''} --confirm ${error.confirm}`;
      throw new Refusal(
        error.kind,
        error.message,
        `To delete it all the same: ${again}`,
        error.confirm,
      );
    }
    throw error;
  }
};

type Say = (name: string, status: string, conversation: string | undefined) => string;

function verb(action: string, say: Say): Runner {
  return (argv, io) => run(action, argv, io, say);
}

async function run(action: string, argv: readonly string[], io: CliIo, say: Say): Promise<number> {
  const args = readArguments(
    argv,
    { force: { type: 'boolean' }, note: { type: 'string' }, confirm: { type: 'string' } },
    { least: 1, most: 1 },
  );
  const [ref = ''] = args.words;
  const answer = (await io.client.call(
    'POST',
    `/api/v1/sessions/managed/${encodeURIComponent(ref)}/${action}`,
    { force: args.flag('force'), note: args.text('note'), confirm: args.text('confirm') },
  )) as { readonly name: string; readonly status: string; readonly conversation?: string };
  if (args.json) printJson(io, answer);
  else io.out(say(answer.name, answer.status, answer.conversation));
  return done;
}
