import type { Decision } from '../../domain/decision.ts';
import type { Composed } from '../message.ts';
import { bold, compose, moment } from '../text/compose.ts';
import { clockTime } from '../text/words.ts';
import type { DecisionView } from './decision.ts';
import { fitting } from './fitting.ts';

const labelLimit = 200;
const noteLimit = 200;

/** How it ended: what, who, when. */
export function outcomeOf({
  decision,
  nameOf,
}: Pick<DecisionView, 'decision' | 'nameOf'>): Composed {
  const at = decision.answer?.at ?? decision.closedAt ?? decision.openedAt;
  const when = moment(Date.parse(at), clockTime(at), 't');
  switch (decision.state) {
    case 'answered':
      return compose(
        isNo(decision) ? '🚫 ' : '✅ ',
        bold(fitting(decision.answer?.label ?? 'Answered', labelLimit)),
        decision.answer === null ? '' : ` by ${nameOf(decision.answer.by)}`,
        ' at ',
        when,
        ' · done',
        decision.note === null ? '' : `\n${fitting(decision.note, noteLimit)}`,
      );
    case 'expired':
      return compose('⌛ ', fitting(decision.note ?? 'Its run has ended', noteLimit), ' · ', when);
    default:
      return compose(
        '↪️ ',
        fitting(decision.note ?? 'It is no longer on the screen.', noteLimit),
        ' · ',
        when,
      );
  }
}

/** Words are no answer to an approval or a plan, but the reason for a no. */
function isNo({ ask, answer }: Decision): boolean {
  const chosen = ask.options.find((option) => option.label === answer?.label);
  if (chosen !== undefined) return chosen.tone === 'deny';
  return answer !== null && (ask.kind === 'permission' || ask.kind === 'plan');
}
