import { UserError } from '../errors.ts';
import type { Choice, Key, NamedKey } from '../domain/ask.ts';
import { fieldsOf } from '../domain/fields.ts';
import type { Fields } from '../domain/fields.ts';
import { parseSessionId } from '../domain/ids.ts';
import type { DecisionId } from '../domain/ids.ts';
import type { ControlModel } from '../domain/session.ts';
import type { CreateRequest } from '../sessions/create.ts';

const controls: readonly ControlModel[] = ['Tmux', 'Pty', 'Sdk'];

/** What callers of the local socket may ask, parsed from what they sent. */
export function createRequest(body: unknown): CreateRequest {
  const fields = fieldsOf(body);
  const text = (name: string) => fields.textOr(name, undefined);
  return {
    ...given('id', fields.parsedOrNull('id', parseSessionId, 'a UUID') ?? undefined),
    ...given('agent', text('agent') ?? text('runtime')),
    ...given('args', fields.texts('args')),
    ...given('task', text('task')),
    ...given('prompt', text('prompt')),
    ...given('cwd', text('cwd')),
    ...given('name', text('name')),
    ...given('project', text('project')),
    ...given('workspace', workspaceOf(fields.child('workspace'))),
    ...given('issue', issueOf(fields.child('issue'))),
    ...given('control', fields.wordOr<ControlModel, undefined>('control', controls, undefined)),
    force: fields.flagOr('force', false),
  };
}

function workspaceOf(fields: Fields | null): CreateRequest['workspace'] {
  if (fields === null) return undefined;
  const branch = given('branch', fields.textOr('branch', undefined));
  return fields.word('kind', ['worktree', 'clone']) === 'clone'
    ? { kind: 'clone', url: fields.text('url'), ...branch }
    : { kind: 'worktree', ...given('repo', fields.textOr('repo', undefined)), ...branch };
}

function issueOf(fields: Fields | null): CreateRequest['issue'] {
  if (fields === null) return undefined;
  return { id: fields.text('id'), ...given('url', fields.textOr('url', undefined)) };
}

export function answerRequest(body: unknown): {
  readonly decision: DecisionId;
  readonly choice: Choice;
} {
  const fields = fieldsOf(body);
  const decision = fields.text('decision') as DecisionId;
  const option = fields.countOr('option', undefined);
  if (option !== undefined) return { decision, choice: { kind: 'option', index: option } };
  return { decision, choice: { kind: 'text', text: fields.text('answer') } };
}

const named: readonly NamedKey[] = [
  'Enter',
  'Escape',
  'Tab',
  'BTab',
  'Up',
  'Down',
  'Left',
  'Right',
  'Home',
  'End',
  'PPage',
  'NPage',
  'Space',
  'BSpace',
  'DC',
  'C-c',
  'C-d',
  'C-u',
  'C-s',
  'C-e',
  'C-l',
];

/** Named keys, or single characters. Longer text is for `send`. */
export function keysRequest(body: unknown): readonly Key[] {
  const keys = fieldsOf(body).texts('keys');
  if (keys.length === 0 || keys.length > 20) {
    throw new UserError('invalid_input', 'name 1 to 20 keys.');
  }
  return keys.map((key) => {
    const name = named.find((one) => one.toLowerCase() === key.toLowerCase());
    if (name !== undefined) return { name };
    if (Array.from(key).length === 1 && key >= ' ') return { text: key };
    throw new UserError('invalid_input', `there is no key called ${JSON.stringify(key)}.`, {
      hint: `Single characters and ${named.join(', ')} are known.`,
    });
  });
}

/** An object with the field, or without it when there is no value. */
function given<Name extends string, T>(
  name: Name,
  value: T | undefined,
): { readonly [K in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in Name]: T });
}
