import { folderOf } from '../../domain/folder.ts';
import type { AskOption } from '../../domain/ask.ts';
import type { Decision } from '../../domain/decision.ts';
import { isOpen } from '../../domain/decision.ts';
import type { Session } from '../../domain/session.ts';
import { isPad } from '../../sessions/unreadable.ts';
import { decisionData } from '../callbacks.ts';
import type { Button, ButtonStyle, Composed, OutgoingMessage } from '../message.ts';
import { bold, code, compose, expandable, italic, lines, pre, quote } from '../text/compose.ts';
import { splitComposed } from '../text/split.ts';
import { visible } from '../text/visible.ts';
import { fitting } from './fitting.ts';
import { keypadOf } from './keypad.ts';
import { outcomeOf } from './outcome.ts';

export interface DecisionView {
  readonly decision: Decision;
  readonly session: Pick<Session, 'name' | 'workdir' | 'workspace'>;
  readonly agentTitle: string;
  /** Ticked here so far; null: as the screen has them. */
  readonly ticks: readonly number[] | null;
  /** A person's name for an actor. */
  readonly nameOf: (actor: string) => string;
}

/** More than this goes along as a file, and the card shows its beginning. All parts together fit into one message. */
const bodyLimit = 2400;
const beginning = 1500;
/** Up to this it is read without a tap: phones fold a longer one after three lines, and the command may be the fifth. */
const openLines = 12;
const openLength = 600;
const titleLimit = 200;
const folderLimit = 120;
const labelLimit = 60;
/** Of options that are too long for a button. */
const wordsLimit = 220;
const wordsKept = 4;
/** Telegram takes a hundred buttons at most, and not too many bytes of them: a card with more would never come. */
const optionsKept = 40;
const noteLimit = 200;

/** One prompt: what is asked, in whose name, and its own answers as buttons. */
export function decisionCard(view: DecisionView): OutgoingMessage {
  const { decision } = view;
  if (!isOpen(decision)) {
    return { body: lines(...whole(view), '', outcomeOf(view)), keyboard: [] };
  }
  const asksText = takesText(decision);
  const body = lines(
    ...whole(view),
    decision.note === null
      ? null
      : lines('', bold('⚠️ Still open. '), fitting(decision.note, noteLimit)),
    asksText ? lines('', italic('Reply to this message with your answer.')) : null,
    decision.ask.ownWords === true
      ? lines('', italic('Or reply to this message with words of your own.'))
      : null,
  );
  return {
    body,
    keyboard: decision.state === 'answering' ? [] : keyboardOf(view),
    ...(asksText ? { asksReply: true } : {}),
  };
}

/** All of what is asked, where the card shows only its beginning. */
export function decisionFile({ id, ask }: Decision): OutgoingMessage | null {
  if (isPad(ask) || !isLong(ask)) return null;
  const document = { name: `${id}.txt`, bytes: new TextEncoder().encode(ask.body) };
  return { body: compose(''), document };
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
  const { title, body, mayBeCut, options } = decision.ask;
  const left = options.length - optionsKept;
  const head = [
    compose(iconOf(decision), ' ', bold(session.name), ` · ${agentTitle}`),
    code(fitting(folderOf(session), folderLimit)),
    '',
    bold(fitting(title, titleLimit)),
  ];
  if (isPad(decision.ask)) return [...head, ...screenOf(decision)];
  return [
    ...head,
    body === '' || body === title ? null : asked(decision.ask),
    isLong(decision.ask) ? italic(missing(body)) : null,
    mayBeCut ? italic('Read from the screen, which may not show all of it.') : null,
    ...longOptions(decision),
    left > 0 ? italic(`${left} more options have no button here: see the screen.`) : null,
  ];
}

function asked(ask: Decision['ask']): Composed {
  const { body } = ask;
  if (isLong(ask)) return expandable(start(body));
  const isShort = body.length <= openLength && body.split('\n').length <= openLines;
  return isShort ? quote(body) : expandable(body);
}

/** Hidden characters are written out, so that a short text may need much room. */
function isLong({ body }: Decision['ask']): boolean {
  return body.length > bodyLimit || visible(body).length > bodyLimit;
}

function start(body: string): string {
  return `${startOf(body)}…`;
}

function startOf(body: string): string {
  // A line without end is cut before it is looked at closely.
  const text = visible(body.slice(0, bodyLimit));
  return splitComposed({ text, entities: [] }, beginning)[0]?.text ?? '';
}

function missing(body: string): string {
  const left = visible(body).length - startOf(body).length;
  return `The beginning of ${body.length} characters: ${left} are not shown here. All of it is in the file.`;
}

/** A button has room for a few words; what it allows has to be read in full. */
function longOptions({ ask }: Decision): readonly Composed[] {
  const long = ask.options.filter((option) => visible(option.label).length > labelLimit);
  return long
    .slice(0, wordsKept)
    .map((option) => compose('▫️ ', fitting(oneLine(option.label), wordsLimit)));
}

/** The screen itself, as much of its end as fits. */
function screenOf({ ask, state }: Decision): readonly Composed[] {
  const rows = visible(ask.body).split('\n');
  let room = bodyLimit;
  const first = rows.findLastIndex((row) => (room -= row.length + 1) < 0) + 1;
  const shown = rows.slice(first).join('\n') || (rows.at(-1) ?? '').slice(-bodyLimit);
  const note = 'Each key is pressed only while the screen is still this one.';
  const picture = pre(shown === '' ? ' ' : shown);
  return state === 'open' ? [picture, italic(note)] : [picture];
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
  const offered = ask.options.slice(0, optionsKept);
  if (isPad(ask)) {
    rows.push(...keypadOf(view.decision).map((row) => [...row]));
  } else if (ask.kind === 'multi') {
    const ticked = new Set(ticksOf(view));
    for (const [index, option] of offered.entries()) {
      const label = `${ticked.has(index) ? '☑' : '☐'} ${labelOf(option)}`;
      rows.push([{ label, data: decisionData(id, { kind: 'toggle', index }) }]);
    }
    const data = decisionData(id, { kind: 'submit' });
    rows.push([{ label: `Submit (${ticked.size})`, data, style: 'primary' }]);
  } else {
    for (const [index, option] of offered.entries()) {
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
  // Who is not trusted is gone, and takes no reason.
  const takesReason = ask.kind !== 'trust' && denyOption(ask.options) !== null;
  rows.push(takesReason ? [why, screen] : [screen]);
  return rows;
}

function labelOf(option: AskOption): string {
  const label = oneLine(option.label);
  return label === '' ? '…' : fitting(label, labelLimit);
}

function oneLine(text: string): string {
  return visible(text.replaceAll(/\s+/g, ' ').trim());
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
