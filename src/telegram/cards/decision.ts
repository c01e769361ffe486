import { folderOf } from '../../domain/folder.ts';
import type { AskOption } from '../../domain/ask.ts';
import type { Decision } from '../../domain/decision.ts';
import { isOpen } from '../../domain/decision.ts';
import type { Session } from '../../domain/session.ts';
import { decisionData } from '../callbacks.ts';
import type { Button, ButtonStyle, Composed, OutgoingMessage } from '../message.ts';
import { bold, code, compose, expandable, italic, lines, moment } from '../text/compose.ts';
import { brief, splitComposed } from '../text/split.ts';
import { clockTime } from '../text/words.ts';

export interface DecisionView {
  readonly decision: Decision;
  readonly session: Pick<Session, 'name' | 'workdir' | 'workspace'>;
  readonly agentTitle: string;
  /** Ticked here so far; null: as the screen has them. */
  readonly ticks: readonly number[] | null;
  /** A person's name for an actor. */
  readonly nameOf: (actor: string) => string;
}

/** More than this goes along as a file, and the card shows its beginning. */
const bodyLimit = 3000;
const beginning = 1500;
const labelLimit = 60;

/** One prompt: what is asked, in whose name, and its own answers as buttons. */
export function decisionCard(view: DecisionView): OutgoingMessage {
  const { decision } = view;
  if (!isOpen(decision)) {
    return { body: lines(...whole(view), '', outcomeOf(view)), keyboard: [] };
  }
  const asksText = takesText(decision);
  const body = lines(
    ...whole(view),
    decision.note === null ? null : lines('', bold('⚠️ Still open. '), decision.note),
    asksText ? lines('', italic('Reply to this message with your answer.')) : null,
  );
  return {
    body,
    keyboard: decision.state === 'answering' ? [] : keyboardOf(view),
    ...(asksText ? { asksReply: true } : {}),
    ...documentOf(decision),
  };
}

/** A question that words answer, with or without options beside them. */
export function takesText({ ask }: Pick<Decision, 'ask'>): boolean {
  return ask.kind === 'text' || (ask.kind === 'choice' && ask.options.length === 0);
}

export function denyOption(options: readonly AskOption[]): number | null {
  const index = options.findIndex((option) => option.tone === 'deny');
  return index === -1 ? null : index;
}

export function ticksOf({
  decision,
  ticks,
}: Pick<DecisionView, 'decision' | 'ticks'>): readonly number[] {
  return (
    ticks ??
    decision.ask.options.flatMap((option, index) => (option.checked === true ? [index] : []))
  );
}

function whole(view: DecisionView): readonly (Composed | string | null)[] {
  const { decision, session, agentTitle } = view;
  const { title, body, mayBeCut } = decision.ask;
  const long = body.length > bodyLimit;
  return [
    compose(iconOf(decision), ' ', bold(session.name), ` · ${agentTitle}`),
    code(folderOf(session)),
    '',
    bold(title),
    body === '' || body === title ? null : expandable(long ? start(body) : body),
    long ? italic(`The beginning of ${body.length} characters; all of it is in the file.`) : null,
    mayBeCut ? italic('Read from the screen, which may not show all of it.') : null,
  ];
}

function start(body: string): string {
  return `${splitComposed({ text: body, entities: [] }, beginning)[0]?.text ?? ''}…`;
}

function documentOf({ id, ask }: Decision): Pick<OutgoingMessage, 'document'> {
  if (ask.body.length <= bodyLimit) return {};
  return { document: { name: `${id}.txt`, bytes: new TextEncoder().encode(ask.body) } };
}

function iconOf({ ask }: Decision): string {
  switch (ask.kind) {
    case 'permission':
    case 'trust':
      return '🔐';
    case 'plan':
      return '📋';
    default:
      return '❓';
  }
}

function keyboardOf(view: DecisionView): readonly (readonly Button[])[] {
  const { id, ask } = view.decision;
  const rows: Button[][] = [];
  if (ask.kind === 'multi') {
    const ticked = new Set(ticksOf(view));
    for (const [index, option] of ask.options.entries()) {
      const label = `${ticked.has(index) ? '☑' : '☐'} ${labelOf(option)}`;
      rows.push([{ label, data: decisionData(id, { kind: 'toggle', index }) }]);
    }
    const data = decisionData(id, { kind: 'submit' });
    rows.push([{ label: `Submit (${ticked.size})`, data, style: 'primary' }]);
  } else {
    for (const [index, option] of ask.options.entries()) {
      const style = styleOf(option);
      rows.push([
        {
          label: labelOf(option),
          data: decisionData(id, { kind: 'option', index }),
          ...(style === null ? {} : { style }),
        },
      ]);
    }
  }
  const screen: Button = { label: 'Screen', data: decisionData(id, { kind: 'screen' }) };
  const why: Button = { label: 'Deny and say why', data: decisionData(id, { kind: 'why' }) };
  rows.push(denyOption(ask.options) === null ? [screen] : [why, screen]);
  return rows;
}

function labelOf(option: AskOption): string {
  const label = option.label.replaceAll(/\s+/g, ' ').trim();
  return label === '' ? '…' : brief(compose(label).text, labelLimit);
}

function styleOf(option: AskOption): ButtonStyle | null {
  switch (option.tone) {
    case 'allow':
      return 'success';
    case 'deny':
      return 'danger';
    // What widens the rules is not made to look easy.
    case 'always':
    case 'plain':
      return null;
  }
}

/** How it ended: what, who, when. */
function outcomeOf({ decision, nameOf }: DecisionView): Composed {
  const at = decision.answer?.at ?? decision.closedAt ?? decision.openedAt;
  const when = moment(Date.parse(at), clockTime(at), 't');
  switch (decision.state) {
    case 'answered':
      return compose(
        '✅ ',
        bold(decision.answer?.label ?? 'Answered'),
        decision.answer === null ? '' : ` by ${nameOf(decision.answer.by)}`,
        ' at ',
        when,
        ' · done',
      );
    case 'expired':
      return compose('⌛ ', decision.note ?? 'Its run has ended', ' · ', when);
    default:
      return compose('↪️ ', decision.note ?? 'It is no longer on the screen.', ' · ', when);
  }
}
