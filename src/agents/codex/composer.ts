import type { Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { unknown } from '../asked.ts';
import { cellsOf } from '../cells.ts';
import { isBlank } from '../rows.ts';

const status = /^ {2}\S.* · [~/]/;
const working = /^[•◦] (Working|Thinking|[A-Z]\S*ing\b[^(]*?) \(.*esc to interrupt\)/u;
const brailleTitle = /^[⠀-⣿] /u;

/**
 * `› …` with the status row below. While text streams nothing else on the screen tells that it works,
 * so its title decides: a turning sign in front means work, the bare folder name means rest.
 */
export function readComposer(screen: Screen, rows: readonly string[]): Reading | null {
  const place = composerAt(rows);
  if (place === null) return null;
  const { composer: at, status: below } = place;
  const text = textOf(rows.slice(at, below));
  const isHint = cellsOf(screen.styled[at] ?? '')[2]?.dim === true;
  const box = text === '' || isHint ? {} : { draft: text };
  const doing = doingOf(rows.slice(0, at));
  if (doing !== null) return { kind: 'working', doing, ...box };
  if (brailleTitle.test(screen.title)) return { kind: 'working', ...box };
  if (!restingTitle(screen.title, rows.slice(below))) {
    return unknown('its title does not tell whether it works');
  }
  return { kind: 'idle', ...box };
}

function textOf(inside: readonly string[]): string {
  return inside
    .map((row) => row.slice(2))
    .join('\n')
    .trim();
}

/** The row where the composer begins, and the row of its status; null when it is not at the bottom. */
export function composerAt(
  rows: readonly string[],
): { readonly composer: number; readonly status: number } | null {
  const below = rows.findLastIndex((row) => status.test(row));
  const at = rows.findLastIndex(
    (row, index) => index < below && (row === '›' || row.startsWith('› ')),
  );
  if (at < 0 || rows.length - below > 3) return null;
  const alone = rows.slice(at + 1).every((row) => isBlank(row) || row.startsWith('  '));
  return alone ? { composer: at, status: below } : null;
}

function doingOf(above: readonly string[]): string | null {
  for (const row of above.filter((one) => !isBlank(one)).slice(-4)) {
    const doing = working.exec(row)?.[1];
    if (doing !== undefined) return doing;
  }
  return null;
}

/** At rest the title is the name of the folder that the status row shows; on a narrow pane it goes on below. */
function restingTitle(title: string, [row = '', next = '']: readonly string[]): boolean {
  if (title === '' || title.startsWith('[')) return false;
  const folder = row.slice(row.lastIndexOf(' · ') + 3).trim();
  if (folder.endsWith('…')) return true;
  return [folder, folder + next.trim()].some(
    (path) => path.slice(path.lastIndexOf('/') + 1) === title,
  );
}
