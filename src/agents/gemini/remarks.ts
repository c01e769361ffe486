import { fieldsOf } from '../../domain/fields.ts';
import type { Problem, Remarks } from '../../domain/report.ts';
import type { Screen } from '../../domain/screen.ts';
import { noRemarks, percent, problemOf } from '../problem.ts';
import { isBlank, isRule, joined, shownRows } from '../rows.ts';
import { saidIn } from '../said.ts';

/** Errors start with `✕` in the first column and stand last above the box, but for hints on them (`ℹ`). */
export function remarks(screen: Screen): Remarks {
  const rows = shownRows(screen);
  const lower = rows.findLastIndex((row) => isRule(row, '▀', screen.cols));
  const upper = rows.findLastIndex((row, at) => at < lower && isRule(row, '▄', screen.cols));
  const rule = rows.findLastIndex((row, at) => at < upper && isRule(row, '─', screen.cols));
  if (rule < 0) return noRemarks;
  const said = rows.slice(0, rule).filter((row) => !isBlank(row) && !hint.test(row));
  return {
    problem: retried(rows[rule - 1] ?? '') ?? stopped(said),
    contextLeft: contextLeft(rows.slice(lower + 1)),
    interrupted: said.at(-1) === cancelled,
    said: saidIn(
      said.filter((row) => row !== cancelled && !edge.test(row)).map(inBox),
      // The box around what was asked; what it says itself is never a rule.
      (row) => isRule(row, '▀', screen.cols),
      /^[✦ℹ] /u,
    ),
  };
}

const cancelled = 'ℹ Request cancelled.';
const hint = /^ +\? for shortcuts$/;
const edge = /^[╭╰]─+[╮╯]$|^ [⠀-⣿] /u;

/** What a tool did stands between two bars. */
function inBox(row: string): string {
  return /^│ (.*)│$/u.exec(row)?.[1]?.trimEnd() ?? row;
}

const retrying =
  /^ [⠀-⣿] (Trying to reach .+? \(Attempt \d+\/\d+\)|This is taking a bit longer, we're still on it\.)/u;

function retried(status: string): Problem | null {
  const words = retrying.exec(status)?.[1];
  return words === undefined ? null : problemOf(words);
}

function stopped(said: readonly string[]): Problem | null {
  const at = said.findLastIndex((row) => /^[^\sℹ]/u.test(row));
  const end = said.findIndex((row, index) => index > at && row.startsWith('ℹ'));
  const error = said.slice(at, end < 0 ? said.length : end);
  if (at < 0 || error[0]?.startsWith('✕ ') !== true) return null;
  return problemOf(plainWords(joined(error).slice(2)));
}

/** The service's own JSON as its code and its sentence. */
function plainWords(text: string): string {
  const inner = /^\[API Error: (.*)\]$/u.exec(text)?.[1];
  if (inner === undefined) return text;
  try {
    const error = fieldsOf(JSON.parse(inner)).child('error');
    return `${error?.countOr('code', null) ?? ''} ${error?.text('message') ?? inner}`.trim();
  } catch {
    return inner;
  }
}

/** The footer is a small table: heads in one row, what they say in the next. */
function contextLeft(footer: readonly string[]): number | null {
  const [heads = '', values = ''] = footer.filter((row) => !isBlank(row));
  const column = heads.search(/(?<=^|\s)context(?=$|\s)/);
  if (column < 0) return null;
  const used = percent(/^(\d+)% used(?:$|\s)/.exec(values.slice(column))?.[1]);
  return used === null ? null : 100 - used;
}
