import type { AnswerOutcome } from '../domain/outcomes.ts';
import type { SessionJson } from '../domain/wire.ts';
import { readArguments } from './arguments.ts';
import { oneLine, printJson } from './print.ts';
import { done, failed, UsageError } from './verb.ts';
import type { CliIo, Runner } from './verb.ts';

interface DecisionJson {
  readonly id: string;
  readonly session_id: string;
  readonly title: string;
  readonly options: readonly { readonly option: number; readonly label: string }[];
}

/** Options are counted from 1, as people do. */
export const answer: Runner = async (argv, io) => {
  const args = readArguments(argv, { list: { type: 'boolean' } }, { least: 0, most: 3 });
  if (args.flag('list')) return list(io, args.json);
  const [ref = '', decision = '', given = ''] = args.words;
  if (given === '') throw new UsageError('Name the session, the decision and the answer.');
  const number = /^[1-9]\d?$/.test(given) ? Number(given) : null;
  const outcome = (await io.client.call(
    'POST',
    `/api/v1/sessions/${encodeURIComponent(ref)}/answer`,
    number === null ? { decision, answer: given } : { decision, option: number - 1 },
  )) as AnswerOutcome;
  if (args.json) printJson(io, outcome);
  else if (outcome.kind === 'answered') io.out(`Answered: ${oneLine(outcome.label)}`);
  else if (outcome.kind === 'already') {
    io.err(`Answered already by ${oneLine(outcome.by)}: ${oneLine(outcome.label)}`);
  } else io.err(oneLine(outcome.detail));
  return outcome.kind === 'answered' ? done : failed;
};

async function list(io: CliIo, json: boolean): Promise<number> {
  const found = (await io.client.call('GET', '/api/v1/decisions')) as {
    readonly decisions: readonly DecisionJson[];
  };
  if (json) {
    printJson(io, found);
    return done;
  }
  if (found.decisions.length === 0) io.out('Nobody waits for an answer.');
  const { sessions } = (await io.client.call('GET', '/api/v1/sessions/managed')) as {
    readonly sessions: readonly SessionJson[];
  };
  for (const one of found.decisions) {
    const session = sessions.find(({ id }) => id === one.session_id);
    io.out(`${session?.name ?? one.session_id}  ${one.id}  ${oneLine(one.title)}`);
    for (const option of one.options) io.out(`  ${option.option + 1}. ${oneLine(option.label)}`);
  }
  return done;
}
