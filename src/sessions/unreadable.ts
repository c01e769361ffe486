import { lastMenu } from '../agents/numbered.ts';
import { isShell } from '../agents/shell.ts';
import type { Ask, Reading } from '../domain/ask.ts';
import { fingerprintOf } from '../domain/fingerprint.ts';
import type { Screen } from '../domain/screen.ts';

/** A prompt that can only be answered with single keys: nothing is known of what they would choose. */
export function wantsKeys(reading: Reading, screen: Screen): boolean {
  if (reading.kind === 'asking') return isPad(reading.ask);
  return reading.kind === 'unknown' && coreOf(screen) !== null;
}

export function isPad({ kind, options }: Pick<Ask, 'kind' | 'options'>): boolean {
  return kind === 'menu' && options.length === 0;
}

/** Its text is all there is to say. The fingerprint is that of the whole picture, colours and cursor too. */
export function padAsk(reading: Reading, screen: Screen): Ask {
  return {
    kind: 'menu',
    title: reading.kind === 'asking' ? reading.ask.title : 'I can’t read this prompt',
    body: textOf(screen),
    options: [],
    source: 'screen',
    mayBeCut: true,
    fingerprint: pictureOf(screen),
  };
}

/** The same only while not a single character, colour or the cursor has changed. */
export function pictureOf({ styled, cursor }: Screen): string {
  const place = `${cursor.x},${cursor.y}`;
  return fingerprintOf({ kind: 'menu', title: place, body: styled.join('\n'), options: [] });
}

function textOf({ lines }: Screen): string {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines
    .slice(Math.max(first, 0), last + 1)
    .map((line) => line.trimEnd())
    .join('\n');
}

/**
 * Only what waits for a key has one of these at its bottom: a chosen row in a list, or the question for a key itself.
 * They are the dialog, whatever moves beside them. Null: there is none.
 */
export function coreOf(screen: Screen): string | null {
  if (screen.dead || screen.mode !== null || isShell(screen.command)) return null;
  const last = screen.lines.findLastIndex((line) => line.trim() !== '');
  const rows = screen.lines.slice(Math.max(0, last - bottomRows), last + 1);
  const menu = lastMenu(rows);
  if (menu !== null && menu.selected !== null && menu.items.length > 1) {
    return [String(menu.selected), ...menu.items.map(({ label }) => label)].join('\n');
  }
  const at = rows.findLastIndex((row, index) => isChosen(row, rows[index - 1], rows[index + 1]));
  if (at >= 0) return rows.slice(Math.max(0, at - 1), at + 2).join('\n');
  return rows.slice(-3).find((row) => keyQuestion.test(row)) ?? null;
}

const bottomRows = 30;
const chosen = /^([ │┃]*)[❯›▸➜●]( +)(\S.*)$/u;

/** A marked row with an unmarked one above or below it whose text begins in the same column. */
function isChosen(row: string, above = '', below = ''): boolean {
  const [, before, gap, text] = chosen.exec(row) ?? [];
  if (before === undefined || gap === undefined || text === undefined) return false;
  const column = before.length + 1 + gap.length;
  return [above, below].some(
    (other) => other.search(/[^ │┃]/u) === column && !/^[❯›▸➜●]/u.test(other.slice(column)),
  );
}

const keyQuestion =
  /[([](?:y\/n|yes\/no)[)\]]|\bpress (?:enter|return|any key|esc)\b|\benter to (?:select|confirm|continue)\b/i;
