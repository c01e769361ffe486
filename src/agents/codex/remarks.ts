import type { Problem, Remarks } from '../../domain/report.ts';
import type { Screen } from '../../domain/screen.ts';
import { noRemarks, percent, problemOf } from '../problem.ts';
import { isBlank, joined, shownRows } from '../rows.ts';
import { saidIn } from '../said.ts';
import { composerAt } from './composer.ts';

/** Errors start with `■` in the first column, where nothing that the model writes ever does. */
export function remarks(screen: Screen): Remarks {
  const rows = shownRows(screen);
  const at = composerAt(rows);
  if (at === null) return noRemarks;
  const said = rows.slice(0, at.composer).filter((row) => !isBlank(row));
  return {
    problem: reconnecting(said) ?? stopped(said),
    contextLeft: contextLeft(rows.slice(at.status)),
    interrupted: interrupted.test(lastBlock(said)[0] ?? ''),
    said: saidIn(
      said.filter((row) => !interrupted.test(row) && !aboutTurn.test(row)),
      (row) => row.startsWith('› '),
      /^• /u,
    ),
  };
}

const interrupted = /^■ Conversation interrupted/u;
/** How long it worked, drawn as a rule, or that it works. */
const aboutTurn = /^─|^[•◦] .*esc to interrupt\)/u;

const retrying = /^[•◦] (Reconnecting\b[^(]*?) ?\(.*esc to interrupt\)/u;

function reconnecting(said: readonly string[]): Problem | null {
  const at = said.findLastIndex((row) => retrying.test(row));
  if (at < 0 || said.length - at > 4) return null;
  const why = said[at + 1]?.replace(/^ +└ /u, '') ?? '';
  return problemOf(
    why === '' || why === said[at + 1] ? (retrying.exec(said[at] ?? '')?.[1] ?? '') : why,
  );
}

function lastBlock(said: readonly string[]): readonly string[] {
  const at = said.findLastIndex((row) => /^[■•›◦─✗⚠]/u.test(row));
  return at < 0 ? [] : said.slice(at);
}

function stopped(said: readonly string[]): Problem | null {
  const error = lastBlock(said);
  const first = error[0] ?? '';
  // The operator's own interrupt stands there in the same way.
  if (!first.startsWith('■ ') || interrupted.test(first)) return null;
  return problemOf(joined(error).slice(2));
}

/** In the rows below the composer. */
function contextLeft(rows: readonly string[]): number | null {
  for (const row of rows) {
    const shown = /(?:^|\s)(?:(\d+)% context left|Context (\d+)% left)(?:$|\s)/.exec(row);
    if (shown !== null) return percent(shown[1] ?? shown[2]);
    const gone = percent(/(?:^|\s)Context (\d+)% used(?:$|\s)/.exec(row)?.[1]);
    if (gone !== null) return 100 - gone;
  }
  return null;
}
