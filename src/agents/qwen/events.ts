import type { Fields } from '../../domain/fields.ts';
import type { Problem, Report } from '../../domain/report.ts';
import { aboutOf } from '../about.ts';
import { conversation } from '../conversation.ts';
import { problemOf } from '../problem.ts';
import { understood } from '../understood.ts';
import { askOf } from './asks.ts';

export const parse = understood(reportsOf);

function reportsOf(event: Fields): readonly Report[] {
  switch (event.text('hook_event_name')) {
    case 'SessionStart':
      return conversation(event);
    case 'UserPromptSubmit':
      return [...conversation(event), ...prompted(event)];
    case 'PermissionRequest': {
      const ask = askOf(event);
      const aside = event.has('agent_id') ? { aside: true as const } : {};
      return ask === null ? [] : [{ kind: 'asks', about: about(event), ask, ...aside }];
    }
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return [{ kind: 'settled', about: about(event) }];
    case 'Stop':
      return over(event, event.textOr('last_assistant_message', null), null);
    case 'StopFailure':
      return over(event, null, problemOf(event.textOr('error_details', event.text('error'))));
    default:
      return [];
  }
}

/** The result of a tool goes to the model in the same way, without words. */
function prompted(event: Fields): readonly Report[] {
  const text = event.textOr('submitted_prompt', event.text('prompt'));
  return text === '' ? [] : [{ kind: 'prompted', text }];
}

function about(event: Fields): string {
  return aboutOf(event.text('tool_name'), event.child('tool_input')?.object ?? {});
}

/** What an agent of its own does in the background ends no turn. */
function over(event: Fields, words: string | null, problem: Problem | null): readonly Report[] {
  return event.has('agent_id') ? [] : [{ kind: 'turn_over', words, problem }];
}
