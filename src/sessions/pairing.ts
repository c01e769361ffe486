import { steadyOf } from '../agents/asked.ts';
import type { Ask, AskKind } from '../domain/ask.ts';
import type { Decision } from '../domain/decision.ts';
import { spacedAlike } from '../domain/fingerprint.ts';

/** Whose prompt the screen shows. `several`: it is one of them, and nothing tells which. */
export type Owner =
  | { readonly kind: 'one'; readonly decision: Decision }
  | { readonly kind: 'several' }
  | { readonly kind: 'none' };

/** How sure it is that the screen shows this very prompt. */
const sure = 3;
const shownInPart = 2;
/** The screen says nothing of what it asks about: the right kind is all there is to go by. */
const silent = 1;
const not = 0;

/** `waits`: a hook of its own waits for its answer. */
export function ownerOf(
  seen: Ask,
  open: readonly Decision[],
  waits: (one: Decision) => boolean,
): Owner {
  const ranked = open.map((decision) => ({ decision, rank: rankOf(seen, decision) }));
  const best = Math.max(not, ...ranked.map((one) => one.rank));
  if (best === not) return { kind: 'none' };
  const fitting = ranked.flatMap((one) => (one.rank === best ? [one.decision] : []));
  const first = fitting.find((one) => one.shown === seen.fingerprint) ?? fitting[0];
  if (first === undefined) return { kind: 'none' };
  // Word for word the same, and only keys answer them: it is all one which of them is meant.
  const isSame = fitting.every(({ ask }) => asksTheSame(ask, first.ask));
  const isOne = fitting.length === 1 || (isSame && !fitting.some(waits));
  return isOne ? { kind: 'one', decision: first } : { kind: 'several' };
}

/** Is this what was seen of it before? What its agent told of it has blanks of its own, and so has what somebody types. */
export function isSeenAgain(seen: Ask, { ask, about, shown }: Decision): boolean {
  if (shown !== seen.fingerprint) return false;
  if (about !== null || ask.source !== 'screen') return true;
  return steadyOf(seen) !== seen.body || spacedAlike(seen.body, ask.body);
}

/**
 * Does the screen still show this prompt? Who draws a long one again shows another part of it: of one that was told of
 * in full every part is known.
 */
export function stillShows(seen: Ask, decision: Decision, redraws: boolean): boolean {
  if (isSeenAgain(seen, decision)) return true;
  const isKnown = decision.about !== null && decision.shown !== null;
  return redraws && isKnown && seen.mayBeCut && !isSilent(seen) && isPartOf(seen, decision.ask);
}

function rankOf(seen: Ask, decision: Decision): number {
  const { ask, about } = decision;
  const same = isSeenAgain(seen, decision);
  if (about === null) return same ? sure : not;
  const rank = likeness(seen, ask);
  // What was paired before stays so, but a second one that fits as well makes it doubtful.
  return same ? Math.max(rank, isSilent(seen) ? silent : seen.mayBeCut ? shownInPart : sure) : rank;
}

/** Its options may be in other words: a hook and a screen have their own. */
export function asksTheSame(one: Ask, other: Ask): boolean {
  return one.kind === other.kind && one.title === other.title && one.body === other.body;
}

/** Does a screen show what an agent told of in full? Blanks and line breaks do not count. */
export function likeness(seen: Ask, told: Ask): number {
  if (familyOf(seen.kind) !== familyOf(told.kind)) return not;
  if (isSilent(seen)) return silent;
  const rows = rowsOf(seen.body);
  const whole = squeezed(told.body);
  if (alignedIn(rows, whole)) return seen.mayBeCut ? shownInPart : sure;
  return isPartOf(seen, told) ? shownInPart : not;
}

/** Nothing is on the screen but what was told of. */
function isPartOf(seen: Ask, told: Ask): boolean {
  if (familyOf(seen.kind) !== familyOf(told.kind)) return false;
  const rows = rowsOf(seen.body);
  const all = squeezed(told.title) + squeezed(told.body);
  // The first row is often a description in words of its own.
  return areWithin(all, rows) || areWithin(all, rows.slice(1)) || areChanged(all, told.body, rows);
}

/** The prompt's own options with all that its agent told of what it asks for, and what the screen says in front of that. */
export function inFull(seen: Ask, told: Ask): Ask {
  const { title, mayBeCut, source, ownWords } = told;
  const body = covers(seen, told) ? seen.body : told.body;
  return { ...seen, title, body, mayBeCut, source, ...(ownWords === true ? { ownWords } : {}) };
}

/** Was this prompt, read from the screen, the one that the agent tells of now? */
export function tellsOf(told: Ask, decision: Decision): boolean {
  return decision.about === null && likeness(decision.ask, told) > 1;
}

/** Is all that an agent told of on the screen, below other words such as what it is for? */
export function covers(seen: Ask, told: Ask): boolean {
  return !seen.mayBeCut && squeezed(seen.body).endsWith(squeezed(told.body));
}

/** Do some whole rows, one after the other, make exactly this text? */
function alignedIn(rows: readonly Row[], whole: string): boolean {
  if (whole === '') return false;
  return rows.some((_, from) => {
    let text = '';
    for (const row of rows.slice(from)) {
      text += row.plain;
      if (text.length >= whole.length) break;
    }
    return text === whole;
  });
}

function areWithin(all: string, rows: readonly Row[]): boolean {
  const told = rows.filter((row) => !row.isAround);
  const size = told.reduce((sum, row) => sum + row.bare.length, 0);
  return size >= 3 && told.every((row) => isIn(all, row));
}

/**
 * Below the name of the same file: a screen has whole lines where an agent may have told of a part of one, and what
 * is lost of a file that is written anew.
 */
function areChanged(all: string, body: string, [file, ...rest]: readonly Row[]): boolean {
  const told = body.split('\n').map((line) => squeezed(line));
  if (file === undefined || !told.includes(file.plain)) return false;
  const parts = (sign: string) =>
    told.filter((line) => line.length > 1 && line.startsWith(sign)).map((line) => line.slice(1));
  const parted = { '-': parts('-'), '+': parts('+') };
  const isTold = ([first, ...others]: Line) => {
    // Where a row is wrapped a character may be lost, so each is looked for by itself.
    if ([first, ...others].every((row) => isIn(all, row))) return true;
    const whole = [first, ...others].map(({ bare }) => bare).join('');
    const { sign } = first;
    return (sign === '-' || sign === '+') && parted[sign].some((part) => whole.includes(part));
  };
  const changed = linesOf(rest).filter(([first]) => !first.isAround);
  // The rest of a line that loses a part of it comes again; of a new text only that is told.
  const mayBeMore = parted['-'].length === 0 ? '-' : parted['+'].length === 0 ? '+' : null;
  return (
    changed.some(isTold) && changed.every((line) => line[0].sign === mayBeMore || isTold(line))
  );
}

type Line = readonly [Row, ...Row[]];

/** The rows of a diff, each with what was wrapped of it. */
function linesOf(rows: readonly Row[]): readonly Line[] {
  const lines: [Row, ...Row[]][] = [];
  for (const row of rows) {
    const last = lines.at(-1);
    if (last === undefined || row.sign !== '' || row.isAround) lines.push([row]);
    else last.push(row);
  }
  return lines;
}

function isIn(all: string, { plain, bare }: Row): boolean {
  return all.includes(plain) || all.includes(bare);
}

interface Row {
  /** Without the number in front of it. */
  readonly plain: string;
  /** Without the sign of a diff either. */
  readonly bare: string;
  /** Of a diff: `+`, `-`, or a blank for what stays. */
  readonly sign: string;
  /** It stands around what a diff changes: it is the file's, and nobody has to have told of it. */
  readonly isAround: boolean;
}

const numberedRow = /^\s*\d+ (([ +-]?).*)$/;
const numberAlone = /^\s*\d+$/;
/** A value of a tool's input, which a hook may tell of without its quotes. */
const quoted = /^\s*([\w.-]+: )"(.*)"$/;

function rowsOf(body: string): readonly Row[] {
  const rows = body.split('\n').filter((row) => row.trim() !== '');
  const signs = rows.map((row) => numberedRow.exec(row)?.[2]);
  const isNumbered = signs.some((sign) => sign !== undefined);
  const isDiff = signs.some((sign) => sign === '+' || sign === '-');
  return rows.map((row, at) => {
    const text = numberedRow.exec(row)?.[1] ?? row;
    const sign = signs[at] ?? '';
    return {
      plain: squeezed(text),
      bare: squeezed(sign === '' ? text.replace(quoted, '$1$2') : text.slice(1)),
      sign: isDiff ? sign : '',
      isAround: (isDiff && sign === ' ') || (isNumbered && numberAlone.test(row)),
    };
  });
}

function isSilent({ title, body }: Ask): boolean {
  const text = squeezed(body);
  return text === '' || text === squeezed(title) || /^Doyouwantto[^?]*\?$/.test(text);
}

function squeezed(text: string): string {
  return text.normalize('NFC').replaceAll('’', "'").replaceAll(/\s+/g, '');
}

/** A form of questions is told of as one, and shown page by page. */
function familyOf(kind: AskKind): string {
  return kind === 'multi' || kind === 'text' ? 'choice' : kind;
}
