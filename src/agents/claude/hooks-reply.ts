import type { Choice } from '../../domain/ask.ts';
import type { JsonObject } from '../../domain/fields.ts';
import { objectOf, toolCallOf } from './hooks-event.ts';
import { onlyQuestion } from './hooks-question.ts';
import { modeUpdate, suggestionsOf } from './hooks-suggestion.ts';
import { planOptions } from './hooks-ask.ts';

/** What the waiting PermissionRequest is told for a choice in the ask that was made of it; null: no such choice. */
export function reply(event: unknown, choice: Choice): unknown {
  const request = objectOf(event);
  const decision = request === null ? null : decisionOf(request, choice);
  if (decision === null) return null;
  return { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision } };
}

function decisionOf(event: JsonObject, choice: Choice): JsonObject | null {
  const call = toolCallOf(event);
  if (call === null || event['hook_event_name'] !== 'PermissionRequest') return null;
  switch (call.tool) {
    case 'AskUserQuestion':
      return answered(call.input, choice);
    case 'ExitPlanMode':
      return plan(call.input, choice);
    default:
      return permission(event, choice);
  }
}

function permission(event: JsonObject, choice: Choice): JsonObject | null {
  if (choice.kind === 'text') return denied(choice.text);
  if (choice.kind !== 'option') return null;
  const always = suggestionsOf(event);
  if (choice.index === 0) return { behavior: 'allow' };
  if (choice.index === always.length + 1) return no;
  const update = always[choice.index - 1]?.update;
  return update === undefined ? null : { behavior: 'allow', updatedPermissions: [update] };
}

/** Without an input of its own, an approved plan leaves the dialog where it is. */
function plan(input: JsonObject, choice: Choice): JsonObject | null {
  if (choice.kind === 'text') return denied(choice.text);
  if (choice.kind !== 'option') return null;
  const tone = planOptions[choice.index]?.tone;
  if (tone === 'deny') return no;
  if (tone === undefined) return null;
  const mode = tone === 'always' ? 'acceptEdits' : 'default';
  return { behavior: 'allow', updatedInput: input, updatedPermissions: [modeUpdate(mode)] };
}

/** By the question's own text; several labels are joined as its form joins them. */
function answered(input: JsonObject, choice: Choice): JsonObject | null {
  const question = onlyQuestion(input);
  if (question === null) return null;
  const answer = answerOf(
    choice,
    question.options.map(({ label }) => label),
    question.several,
  );
  if (answer === null) return null;
  return {
    behavior: 'allow',
    updatedInput: { questions: input['questions'], answers: { [question.text]: answer } },
  };
}

function answerOf(choice: Choice, labels: readonly string[], several: boolean): string | null {
  if (choice.kind === 'text') return choice.text.trim() === '' ? null : choice.text;
  const indexes = choice.kind === 'option' ? [choice.index] : choice.indexes;
  const chosen = indexes.map((index) => labels[index]);
  if (chosen.length === 0 || (chosen.length > 1 && !several)) return null;
  return chosen.every((label) => label !== undefined) ? chosen.join(', ') : null;
}

/** As the keyboard's No: the turn ends, and the next word is the operator's. */
const no: JsonObject = {
  behavior: 'deny',
  message: 'The operator said no.',
  interrupt: true,
};

/** The turn goes on, with the reason before the model. */
function denied(why: string): JsonObject | null {
  return why.trim() === '' ? null : { behavior: 'deny', message: why };
}
