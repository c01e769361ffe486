import type { Remarks } from '../../domain/report.ts';
import type { Screen } from '../../domain/screen.ts';
import { noRemarks } from '../problem.ts';
import { isBlank } from '../rows.ts';
import { saidIn } from '../said.ts';
import { boxAt } from './read.ts';

const interrupted = '  Interrupted. What should I do instead?';
/** That it works, and what waits for it. */
const aboutTurn = /^[·✢✳✶✻✽] .+… \(\d+s\)$|^ {2}⧗ /u;

export function remarks(screen: Screen): Remarks {
  const box = boxAt(screen);
  if (box === null) return noRemarks;
  const said = screen.lines
    .slice(0, box.upper)
    .map((row) => row.trimEnd())
    .filter((row) => !isBlank(row) && !aboutTurn.test(row));
  return {
    ...noRemarks,
    interrupted: said.at(-1) === interrupted,
    said: saidIn(
      said.filter((row) => row !== interrupted),
      (row) => row.startsWith('> '),
      /^● /u,
    ),
  };
}
