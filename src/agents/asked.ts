import type { Ask, AskOption, OptionTone, Reading } from '../domain/ask.ts';
import { fingerprintOf } from '../domain/fingerprint.ts';

/** An ask as a screen shows it. `selected` is where its cursor stands, for menus that take no digits. */
export interface ScreenAsk extends Ask {
  readonly source: 'screen';
  readonly selected?: number;
  /** What its cursor stands on, by a name that stays when the list moves and it becomes another prompt. */
  readonly on?: string;
  /** It is a field, and nothing stands in it. */
  readonly empty?: true;
  /** Where a part of the body changes while it is being answered: all the rest of it. */
  readonly steady?: string;
}

type Seen = Pick<
  ScreenAsk,
  'kind' | 'title' | 'body' | 'options' | 'ownWords' | 'mayBeCut' | 'selected'
>;

export function asking(seen: Seen): Extract<Reading, { kind: 'asking' }> {
  const ask: ScreenAsk = { ...seen, source: 'screen', fingerprint: fingerprintOf(seen) };
  return { kind: 'asking', ask };
}

/** This prompt with its own field open, in which nothing stands yet: keys would be words. */
export function fieldOpen({ ask }: Extract<Reading, { kind: 'asking' }>): Reading {
  return { ...unknown(typing), field: ask.fingerprint };
}

/** In a field of a prompt, by somebody else. */
export const typing = 'somebody types an answer to its question';

/** For a question that has such an answer. */
export function ownWords(has: boolean): Pick<Ask, 'ownWords'> {
  return has ? { ownWords: true } : {};
}

export function unknown(why: string): Extract<Reading, { kind: 'unknown' }> {
  return { kind: 'unknown', why };
}

/** Where the menu's cursor stood when the screen was read; null when nobody saw it. */
export function selectedOf(ask: Ask): number | null {
  return 'selected' in ask && typeof ask.selected === 'number' ? ask.selected : null;
}

/** Does the cursor of its list stand on this? */
export function isOn(ask: Ask, name: string): boolean {
  return 'on' in ask && ask.on === name;
}

/** Has this prompt's field the keys now, with nothing in it? */
export function isFieldOpen(now: Reading, fingerprint: string): boolean {
  if (now.kind === 'unknown') return now.field === fingerprint;
  const isIt = now.kind === 'asking' && now.ask.fingerprint === fingerprint;
  return isIt && 'empty' in now.ask && now.ask.empty === true;
}

/** What stays on the screen until the answer is complete. */
export function steadyOf(ask: Ask): string {
  return 'steady' in ask && typeof ask.steady === 'string' ? ask.steady : ask.body;
}

export function option(label: string, checked?: boolean): AskOption {
  const seen = { label, tone: toneOf(label) };
  return checked === undefined ? seen : { ...seen, checked };
}

/** For approvals, whose options begin with the verdict in every agent we know. */
export function toneOf(label: string): OptionTone {
  if (/^(?:no|reject|deny|decline|cancel|don.t)\b/i.test(label)) return 'deny';
  if (/^yes$|^yes, (?:proceed|i trust)|^(?:allow|approve)(?: once)?$|^confirm$/i.test(label)) {
    return 'allow';
  }
  return /^(?:yes|allow|always)\b/i.test(label) ? 'always' : 'plain';
}

/** The options of a question: no answer is a verdict. */
export function plain(options: readonly AskOption[]): readonly AskOption[] {
  return options.map((one) => ({ ...one, tone: 'plain' }));
}
