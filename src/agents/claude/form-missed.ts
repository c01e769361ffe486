import type { Ask } from '../../domain/ask.ts';
import { isFormAsk } from './form-answer.ts';
import type { Field } from './form.ts';
import { isShownAs } from './shown-as.ts';

/**
 * A form shows what became of each answer in it. What it shows to the contrary, in one sentence; null where nothing
 * speaks against it.
 */
export function missed(asked: Ask, label: string, now: Ask): string | null {
  if (!isFormAsk(now)) return null;
  const { title, fields } = now.form;
  if (isShownAs(title, asked.title)) return label === 'Accept' ? refusal(fields) : null;
  const wanted = valueOf(asked, label);
  const [field, ...others] = fields.filter((one) =>
    isShownAs(`${title} · ${one.label}`, asked.title),
  );
  if (wanted === null || field === undefined || others.length > 0) return null;
  const shown = field.value.replace(/^▸ /u, '');
  return isSame(shown, wanted) ? null : `The form shows “${shown}” for it.`;
}

function refusal(fields: readonly Field[]): string | null {
  return fields.some(({ mark }) => mark === '⚠')
    ? 'The form did not take it: something in it is missing or wrong.'
    : null;
}

/** How the form writes what was chosen; null for a move, and for words, which it may write in its own way. */
function valueOf({ kind, options }: Ask, label: string): string | null {
  if (kind === 'multi') return label === '' ? 'not set' : label;
  const labels = options.map((option) => option.label);
  if (labels[0] === 'Yes' && labels[1] === 'No') {
    return label === 'Yes' ? '☒' : label === 'No' ? '☐' : null;
  }
  const isValue = labels.at(-1) === 'Close the list' && !moves.includes(label);
  return isValue ? label : null;
}

const moves = ['Further down …', 'Further up …', 'Close the list'];

/** Either may be cut at the edge of the pane. */
function isSame(shown: string, wanted: string): boolean {
  return isShownAs(shown, wanted) || isShownAs(wanted, shown) || isCutAlike(shown, wanted);
}

/** Cut at different places. */
function isCutAlike(shown: string, wanted: string): boolean {
  if (!shown.endsWith('…') || !wanted.endsWith('…')) return false;
  const [one, other] = [shown, wanted].map((text) => text.slice(0, -1));
  return isShownAs(shown, other ?? '') || isShownAs(wanted, one ?? '');
}
