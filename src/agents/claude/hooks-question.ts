import type { JsonObject } from '../../domain/fields.ts';
import { objectsOf, textOf } from './hooks-event.ts';

export interface Question {
  readonly text: string;
  readonly header: string;
  readonly several: boolean;
  readonly options: readonly { readonly label: string; readonly description: string }[];
}

/**
 * The question of a form that has exactly one. A form with several is left to the screen: it shows them
 * one after the other, each a prompt of its own with its own buttons, while the request wants all
 * answers at once.
 */
export function onlyQuestion(input: JsonObject): Question | null {
  const [one, ...more] = objectsOf(input['questions']);
  if (one === undefined || more.length > 0) return null;
  const question = {
    text: textOf(one, 'question'),
    header: textOf(one, 'header'),
    several: one['multiSelect'] === true,
    options: objectsOf(one['options']).map((option) => ({
      label: textOf(option, 'label'),
      description: textOf(option, 'description'),
    })),
  };
  const named = question.options.every(({ label }) => label !== '');
  return question.text !== '' && named ? question : null;
}
