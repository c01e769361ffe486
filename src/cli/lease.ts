import { parseArgs } from 'node:util';
import { messageOf } from '../errors.ts';
import type { LeaseVerb } from './lease-text.ts';
import { leaseText, leaseVerbs } from './lease-text.ts';

export interface LeaseIo {
  call(method: 'POST', path: string, body: unknown): Promise<unknown>;
  out(line: string): void;
  err(line: string): void;
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
}

const usage = `usage: tapmux lease ${leaseVerbs.join('|')} [--session <session>] [--json]
  start      [--mode general|research|implement] [--reason <text>]
             [--lifecycle autonomous --actor-id <id> --lease-seconds <n>
              [--owner-kind runtime_worker|runtime_supervisor] [--supervisor-id <id>]]
  heartbeat  --actor-id <id> [--activity <text>]
  takeover   --actor-id <id> --reason <text> [--supervisor-id <id>]
  clear      [--actor-id <id>] [--reason <text>]
  show       [--actor-id <id>]
all but show take [--expect-session <id>|none [--expect-revision <n>]]`;

const flags = {
  session: { type: 'string' },
  mode: { type: 'string' },
  lifecycle: { type: 'string' },
  'owner-kind': { type: 'string' },
  'actor-id': { type: 'string' },
  'supervisor-id': { type: 'string' },
  'lease-seconds': { type: 'string' },
  activity: { type: 'string' },
  reason: { type: 'string' },
  'expect-session': { type: 'string' },
  'expect-revision': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Flag = Exclude<keyof typeof flags, 'json' | 'help'>;
type Given = Readonly<Partial<Record<Flag, string>>>;

const anywhere = ['session', 'actor-id'] as const;
const guarded = [...anywhere, 'reason', 'expect-session', 'expect-revision'] as const;

/** A flag that a verb would ignore is refused: it was meant to do something. */
const allowed: Readonly<Record<LeaseVerb, readonly Flag[]>> = {
  start: [...guarded, 'mode', 'lifecycle', 'owner-kind', 'supervisor-id', 'lease-seconds'],
  heartbeat: [...anywhere, 'activity', 'expect-session', 'expect-revision'],
  takeover: [...guarded, 'supervisor-id'],
  clear: guarded,
  show: anywhere,
};

const needed: Readonly<Record<LeaseVerb, readonly Flag[]>> = {
  start: [],
  heartbeat: ['actor-id'],
  takeover: ['actor-id', 'reason'],
  clear: [],
  show: [],
};

/** `tapmux lease …`: 0 done, 1 refused, 2 usage. */
export async function runLease(argv: readonly string[], io: LeaseIo): Promise<number> {
  const parsed = parse(argv, io.env);
  if (parsed.kind === 'help') {
    io.out(usage);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    io.err(`${parsed.why}\n${usage}`);
    return 2;
  }
  const { verb, body } = parsed;
  const json = io.json || parsed.json;
  const answer = await ask(io, verb, body);
  if (answer.ok) {
    const lines = json ? [JSON.stringify(answer.report)] : leaseText(verb, answer.report);
    for (const line of lines) io.out(line);
    return 0;
  }
  if (json) io.out(JSON.stringify(answer));
  io.err(answer.message);
  return answer.kind === 'invalid' ? 2 : 1;
}

type Parsed =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string }
  | {
      readonly kind: 'request';
      readonly verb: LeaseVerb;
      readonly json: boolean;
      readonly body: object;
    };

function parse(argv: readonly string[], env: NodeJS.ProcessEnv): Parsed {
  let found;
  try {
    found = parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    return wrong(messageOf(error));
  }
  const { json = false, help = false, ...given } = found.values;
  if (help) return { kind: 'help' };
  const [word, ...more] = found.positionals;
  const verb = leaseVerbs.find((one) => one === word);
  if (verb === undefined) return wrong(`which of ${leaseVerbs.join(', ')}?`);
  if (more.length > 0)
    return wrong(`${verb} takes no further arguments; --session names the session`);

  const names = Object.keys(given) as Flag[];
  const ignored = names.find((name) => !allowed[verb].includes(name));
  if (ignored !== undefined) return wrong(`--${ignored} means nothing to ${verb}`);
  const missing = needed[verb].find((name) => given[name] === undefined);
  if (missing !== undefined) return wrong(`${verb} needs --${missing}`);
  for (const name of ['lease-seconds', 'expect-revision'] as const) {
    const value = given[name];
    if (value !== undefined && !/^\d{1,15}$/.test(value)) {
      return wrong(`--${name} must be a whole number`);
    }
  }
  if (given['expect-revision'] !== undefined && given['expect-session'] === undefined) {
    return wrong('--expect-revision needs --expect-session: revisions start again after a clear');
  }
  const place = placeOf(given, env);
  if (place === null) return wrong('which session? Give --session, or run it inside its pane');
  return { kind: 'request', verb, json, body: { ...place, ...bodyOf(given) } };
}

function wrong(why: string): Parsed {
  return { kind: 'wrong', why };
}

function placeOf(given: Given, env: NodeJS.ProcessEnv): object | null {
  const session = given.session ?? env['TAPMUX_SESSION_ID'];
  if (session !== undefined && session !== '') return { session };
  const pane = env['TMUX_PANE'];
  return pane === undefined || pane === '' ? null : { pane, tmux: env['TMUX'] };
}

function bodyOf(given: Given): object {
  const expected = given['expect-session'];
  return {
    mode: given.mode,
    lifecycle: given.lifecycle,
    owner_kind: given['owner-kind'],
    actor_id: given['actor-id'],
    supervisor_id: given['supervisor-id'],
    lease_seconds: numberOf(given['lease-seconds']),
    activity: given.activity,
    reason: given.reason,
    expected_session_id: expected === 'none' ? null : expected,
    expected_revision: numberOf(given['expect-revision']),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

type Answer =
  | { readonly ok: true; readonly report: unknown }
  | { readonly ok: false; readonly kind: string; readonly message: string };

async function ask(io: LeaseIo, verb: LeaseVerb, body: object): Promise<Answer> {
  try {
    return answerOf(await io.call('POST', `/api/v1/leases/${verb}`, body));
  } catch (error) {
    return { ok: false, kind: 'unavailable', message: messageOf(error) };
  }
}

function answerOf(value: unknown): Answer {
  if (typeof value === 'object' && value !== null && 'ok' in value) {
    if (value.ok === true && 'report' in value) return { ok: true, report: value.report };
    if (value.ok === false && 'kind' in value && 'message' in value) {
      return { ok: false, kind: String(value.kind), message: String(value.message) };
    }
  }
  return { ok: false, kind: 'unavailable', message: 'the daemon gave an answer of another form' };
}
