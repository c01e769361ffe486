import type { Ask, AskOption } from '../../domain/ask.ts';
import type { Fields } from '../../domain/fields.ts';
import { fieldsOf } from '../../domain/fields.ts';
import type { Problem, Report } from '../../domain/report.ts';
import { ownWords } from '../asked.ts';
import { told } from '../told.ts';
import { understood } from '../understood.ts';

/** What our plugin sends: opencode's own events, and two that it makes of others. */
export function parse(event: unknown): readonly Report[] {
  return understood(event, (fields) => reportsOf(fields.text('type'), fieldsIn(fields)));
}

function reportsOf(type: string, about: Fields): readonly Report[] {
  switch (type) {
    case 'tapmux.conversation':
      return conversation(about);
    case 'tapmux.prompt':
      // Each one says whose it is: nobody may have heard the first ones of a session that was adopted later.
      return [...conversation(about), { kind: 'prompted', text: about.text('text') }];
    case 'permission.asked':
      return [{ kind: 'asks', about: about.text('id'), ask: permission(about) }];
    case 'question.asked': {
      const ask = question(about);
      return ask === null ? [] : [{ kind: 'asks', about: about.text('id'), ask }];
    }
    case 'permission.replied':
    case 'question.replied':
    case 'question.rejected':
      return [{ kind: 'settled', about: about.text('requestID') }];
    case 'session.idle':
      return [{ kind: 'turn_over', words: about.textOr('words', null), problem: problemIn(about) }];
    default:
      return [];
  }
}

export function fieldsIn(event: Fields): Fields {
  return event.child('properties') ?? fieldsOf({});
}

function conversation(about: Fields): readonly Report[] {
  const id = about.text('sessionID');
  // It becomes an argument later.
  return /^ses_\w+$/.test(id) ? [{ kind: 'conversation', id, transcript: null }] : [];
}

function permission(about: Fields): Ask {
  const details = about.child('metadata') ?? fieldsOf({});
  const patterns = about.texts('patterns');
  const rules = about.texts('always');
  const scope = rules.length === 0 || rules.includes('*') ? '' : `: ${rules.join(', ')}`;
  const options: readonly AskOption[] = [
    { label: 'Allow once', tone: 'allow' },
    { label: `Allow always${scope}`, tone: 'always' },
    { label: 'Reject', tone: 'deny' },
  ];
  const [title, body] = contentOf(about.text('permission'), details, patterns);
  return told({ kind: 'permission', title, body, options });
}

function contentOf(
  what: string,
  details: Fields,
  patterns: readonly string[],
): readonly [string, string] {
  switch (what) {
    case 'bash':
      return ['Shell command', `$ ${details.textOr('command', patterns.join('\n'))}`];
    case 'edit':
      return [`Edit ${details.textOr('filepath', patterns.join(', '))}`, diffOf(details, patterns)];
    case 'external_directory': {
      const folder = patterns.map((one) => one.replace(/\/\*$/, '')).join(', ');
      const rows = patterns.map((one) => `- ${one}`);
      return [`Access external directory ${folder}`, ['Patterns', ...rows].join('\n')];
    }
    default: {
      const more = Object.keys(details.object).length === 0 ? [] : [json(details.object)];
      return [what, [...patterns, ...more].join('\n')];
    }
  }
}

function diffOf(details: Fields, patterns: readonly string[]): string {
  const diff = details.textOr('diff', patterns.join('\n'));
  return diff.replace(/^Index: .*\n=+\n/, '').trimEnd();
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** A form of several questions is answered page by page, where it is shown. */
function question(about: Fields): Ask | null {
  const one = onlyQuestion(about);
  if (one === null) return null;
  const described = one.choices.filter((choice) => choice.description !== '');
  const rows = described.map(({ label, description }) => `${label}: ${description}`);
  return told({
    kind: one.several ? 'multi' : 'choice',
    title: one.header,
    body: [one.text, ...rows].join('\n'),
    options: one.choices.map(({ label }) => ({ label, tone: 'plain' })),
    ...ownWords(one.free),
  });
}

export interface Question {
  readonly header: string;
  readonly text: string;
  readonly several: boolean;
  /** Own words are taken as well. */
  readonly free: boolean;
  readonly choices: readonly { readonly label: string; readonly description: string }[];
}

export function onlyQuestion(about: Fields): Question | null {
  const list = about.object['questions'];
  if (!Array.isArray(list) || list.length !== 1) return null;
  const one = fieldsOf(list[0]);
  const choices = one.object['options'];
  return {
    header: one.textOr('header', 'Question'),
    text: one.text('question'),
    several: one.flagOr('multiple', false),
    free: one.flagOr('custom', true),
    choices: (Array.isArray(choices) ? (choices as readonly unknown[]) : []).map((choice) => {
      const fields = fieldsOf(choice);
      return { label: fields.text('label'), description: fields.textOr('description', '') };
    }),
  };
}

/** An interrupted turn is nobody's problem. */
function problemIn(about: Fields): Problem | null {
  const error = about.child('error');
  const name = error?.textOr('name', '') ?? '';
  if (error === null || name === 'MessageAbortedError') return null;
  const data = error.child('data');
  const text = data?.textOr('message', name) ?? name;
  return { kind: kindOf(name, data?.countOr('statusCode', 0) ?? 0), text: firstLine(text) };
}

function kindOf(name: string, status: number): Problem['kind'] {
  if (name === 'ProviderAuthError' || status === 401 || status === 403) return 'key';
  if (name === 'ContextOverflowError' || status === 413) return 'too_long';
  if (status === 429) return 'rate_limit';
  if (status === 402) return 'billing';
  return status === 503 || status === 529 ? 'overloaded' : 'other';
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
