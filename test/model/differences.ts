import type { Decision } from '../../src/domain/decision.ts';
import { wordsOf } from './request.ts';
import type { Request } from './request.ts';

export interface Allowance {
  /** Its hooks wait; else they only report, and what stands behind the dialog may be known or not. */
  readonly waits: boolean;
  /** The words of requests whose decisions nobody can know to be too many, while a dialog is open. */
  readonly loose: readonly string[];
}

/** How the open decisions of a program with hooks differ from what waits in it, the first one on its screen. */
export function differences(
  open: readonly Decision[],
  waiting: readonly Request[],
  { waits, loose }: Allowance,
): readonly string[] {
  const [front] = waiting;
  const wrongWith = (words: string): readonly string[] => {
    const mine = open.filter((one) => wordsOf(one) === words);
    const real = waiting.filter((one) => one.words === words);
    const known = real.filter((one) => waits && isWaitedFor(one)).length;
    const inFront = front?.words === words ? front : null;
    const extra = front === undefined ? 0 : loose.filter((one) => one === words).length;
    const isShown = mine.some((one) => one.shown === inFront?.print);
    const wrong: string[] = [];
    if (
      mine.length < Math.max(inFront === null ? 0 : 1, known) ||
      mine.length > real.length + extra
    ) {
      const which = mine.map(
        (one) => `${one.state}, ${one.ask.source}, shown ${one.shown}, about ${one.about}`,
      );
      wrong.push(
        `"${words}" has ${mine.length} decisions, and ${real.length} wait (${which.join('; ')})`,
      );
    }
    // One whose hook waits may have been seen, and stand behind another one now.
    if (known === 0 && mine.some((one) => one.shown !== null && one.shown !== front?.print)) {
      wrong.push(`"${words}" is not on the screen`);
    }
    // Of several that look alike none is paired while a hook waits: then each has its own.
    if (inFront !== null && !isShown && (mine.length === 1 || known === 0)) {
      wrong.push(`"${words}" cannot be answered, with ${mine.length} decisions`);
    }
    return wrong;
  };
  const all = [...waiting.map((one) => one.words), ...open.map((one) => wordsOf(one))];
  return [...new Set(all)].flatMap((words) => wrongWith(words));
}

function isWaitedFor({ heard }: Request): boolean {
  return [...heard].some((hook) => !hook.signal.aborted);
}
