import type { Problem, Remarks } from '../../domain/report.ts';
import type { Screen } from '../../domain/screen.ts';
import { cellsOf } from '../cells.ts';
import { noRemarks, percent, problemOf } from '../problem.ts';
import { isBlank, joined } from '../rows.ts';
import { saidIn } from '../said.ts';
import { findBox, interrupted, isNotice } from './box.ts';

/**
 * An error of the service is the last thing above the input box. In Claude's own words sign and text have one
 * colour; in what the model writes only the sign has one, so that a quoted error is not taken for a real one.
 */
export function remarks(screen: Screen): Remarks {
  const box = findBox(screen);
  if (box === null) return noRemarks;
  const said = box.above
    .map((row, index) => ({ row, styled: screen.styled[index] ?? '' }))
    .filter(({ row }) => !isBlank(row) && !isNotice(row, screen.cols));
  return {
    problem: retried(said) ?? stopped(said),
    contextLeft: contextLeft([...box.above.slice(-3), ...box.footer], screen.cols),
    interrupted: interrupted.test(said.at(-1)?.row ?? ''),
    said: saidIn(
      said.map(({ row }) => row).filter((row) => !aboutTurn.test(row) && !interrupted.test(row)),
      (row) => row.startsWith('❯ '),
      /^● |^ {2}⎿[ \u00a0]{1,2}/u,
    ),
  };
}

/** How long it took, or that it still goes on. */
const aboutTurn = /^[·✢✳✶✻✽*] /u;

interface Row {
  readonly row: string;
  readonly styled: string;
}

const retrying = /^[·✢✳✶✻✽*] (.+) · retrying in \d+s? · attempt \d+\/\d+$/u;

function retried(said: readonly Row[]): Problem | null {
  for (const { row } of said.slice(-3)) {
    const words = retrying.exec(row)?.[1];
    if (words !== undefined) return problemOf(words);
  }
  return null;
}

const ownWords = /^● (?:API Error\b|Request too large\b|Please run \/login\b)/u;
const underPrompt = /^ {2}⎿ {1,2}/u;

function stopped(said: readonly Row[]): Problem | null {
  const start = said.findLastIndex(({ row }) => /^\S/u.test(row));
  const block = said.slice(start);
  const [first, second] = block;
  if (start < 0 || first === undefined) return null;
  const text = joined(block.map(({ row }) => row));
  if (ownWords.test(first.row)) {
    const cells = cellsOf(first.styled);
    const same = cells[0]?.ink !== '' && cells[0]?.ink === cells[2]?.ink;
    return same ? problemOf(text.slice(2)) : null;
  }
  // Right below what was asked, where an answer would be.
  if (second === undefined || !first.row.startsWith('❯ ') || !underPrompt.test(second.row))
    return null;
  if ((cellsOf(second.styled)[5]?.ink ?? '') === '') return null;
  const from = block.findIndex(({ row }) => underPrompt.test(row));
  const problem = problemOf(joined(block.slice(from).map(({ row }) => row)).replace(/^⎿\s+/u, ''));
  return problem.kind === 'other' ? null : problem;
}

const left = /(?:^|\s)(\d+)% until auto-compact|Context low \((\d+)% remaining\)/;
const used = /(?:^|\s)(\d+)% context used/;

/** At the right edge just above the box, or below it, where the conversation never is. */
function contextLeft(rows: readonly string[], cols: number): number | null {
  for (const row of rows) {
    if (/^\S/.test(row) || !(isNotice(row, cols) || row.startsWith('  '))) continue;
    const shown = left.exec(row);
    if (shown !== null) return percent(shown[1] ?? shown[2]);
    const gone = percent(used.exec(row)?.[1]);
    if (gone !== null) return 100 - gone;
  }
  return null;
}
