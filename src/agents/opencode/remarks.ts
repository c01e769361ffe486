import type { Remarks } from '../../domain/report.ts';
import type { Screen } from '../../domain/screen.ts';
import { noRemarks, percent, problemOf } from '../problem.ts';
import { isBlank } from '../rows.ts';
import { closing } from './read.ts';

const retrying = /^ *[⬝■]{8} (.+?) \[retrying (?:in [^\]]+ )?attempt #\d+\]/u;
const used = /(?:^|\s)[\d.,]+[KM]? \((\d+)%\)/;

/** Both are in the row below the composer; what the model writes is always above it. */
export function remarks(screen: Screen): Remarks {
  const end = screen.lines.findLastIndex((line) => closing.test(line));
  if (end < 0) return noRemarks;
  const footer = screen.lines.slice(end + 1).find((line) => !isBlank(line)) ?? '';
  const words = retrying.exec(footer)?.[1];
  const gone = percent(used.exec(footer)?.[1]);
  return {
    ...noRemarks,
    problem: words === undefined ? null : problemOf(words),
    contextLeft: gone === null ? null : 100 - gone,
  };
}
