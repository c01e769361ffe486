import type { Choice } from '../../domain/ask.ts';
import { FieldError, fieldsOf } from '../../domain/fields.ts';
import type { Fields } from '../../domain/fields.ts';
import { fieldsIn, onlyQuestion } from './events.ts';

/**
 * What the plugin hands on to opencode. A bare no ends the turn, as it does at the keyboard; with a reason the
 * model is told of it and goes on.
 */
export function reply(event: unknown, choice: Choice): unknown {
  try {
    const fields = fieldsOf(event);
    const about = fieldsIn(fields);
    switch (fields.text('type')) {
      case 'permission.asked':
        return verdict(choice);
      case 'question.asked':
        return answers(about, choice);
      default:
        return null;
    }
  } catch (error) {
    if (error instanceof FieldError) return null;
    throw error;
  }
}

/** In the order of the options. */
const verdicts = ['once', 'always', 'reject'];

function verdict(choice: Choice): unknown {
  switch (choice.kind) {
    case 'text':
      return { reply: 'reject', message: choice.text };
    case 'option': {
      const word = verdicts[choice.index];
      return word === undefined ? null : { reply: word };
    }
    case 'options':
      return null;
  }
}

function answers(about: Fields, choice: Choice): unknown {
  const question = onlyQuestion(about);
  if (question === null) return null;
  if (choice.kind === 'text') return question.free ? { answers: [[choice.text]] } : null;
  const indexes = choice.kind === 'option' ? [choice.index] : choice.indexes;
  const labels = indexes.map((index) => question.choices[index]?.label);
  if (labels.length !== 1 && !question.several) return null;
  return labels.includes(undefined) ? null : { answers: [labels] };
}
