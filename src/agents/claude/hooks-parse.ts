import type { JsonObject } from '../../domain/fields.ts';
import type { Problem, Report } from '../../domain/report.ts';
import { askOf } from './hooks-ask.ts';
import { toldForm } from './hooks-form.ts';
import { nameOf, objectOf, objectsOf, textOf, toolCallOf } from './hooks-event.ts';

/** Anybody's bytes may come in here: what is not understood is no report. */
export function parse(event: unknown): readonly Report[] {
  const given = objectOf(event);
  return given === null ? [] : reportsOf(given);
}

function reportsOf(event: JsonObject): readonly Report[] {
  switch (event['hook_event_name']) {
    case 'SessionStart':
      return conversation(event);
    case 'UserPromptSubmit':
      // From here on there is a transcript; and an adopted one told of its start when nobody listened.
      return [...conversation(event), ...prompted(textOf(event, 'prompt'))];
    case 'PermissionRequest':
      return asks(event);
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return settled(event);
    case 'Elicitation': {
      const form = toldForm(event);
      return form === null ? [] : [{ kind: 'form', form }];
    }
    case 'ElicitationResult':
      return [{ kind: 'form_over', from: textOf(event, 'mcp_server_name') }];
    case 'Stop':
      return stopped(event);
    case 'StopFailure':
      return failed(event);
    case 'SessionEnd':
      // Another conversation takes its place in the same process, with a start of its own.
      return ['clear', 'resume'].includes(textOf(event, 'reason')) ? [] : [{ kind: 'ended' }];
    default:
      return [];
  }
}

function conversation(event: JsonObject): readonly Report[] {
  const id = textOf(event, 'session_id');
  const transcript = textOf(event, 'transcript_path');
  if (id === '') return [];
  return [{ kind: 'conversation', id, transcript: transcript === '' ? null : transcript }];
}

/** The end of a background task comes as a prompt that nobody wrote. */
function prompted(text: string): readonly Report[] {
  return text === '' || text.startsWith('<task-notification>') ? [] : [{ kind: 'prompted', text }];
}

function asks(event: JsonObject): readonly Report[] {
  const call = toolCallOf(event);
  const ask = askOf(event);
  return call === null || ask === null ? [] : [{ kind: 'asks', about: nameOf(call), ask }];
}

function settled(event: JsonObject): readonly Report[] {
  const call = toolCallOf(event);
  return call === null ? [] : [{ kind: 'settled', about: nameOf(call) }];
}

/** While subagents go on in the background they may still ask, and their end starts another turn. */
function stopped(event: JsonObject): readonly Report[] {
  const busy = objectsOf(event['background_tasks']).some(
    (task) => task['type'] === 'subagent' && task['status'] === 'running',
  );
  return busy ? [] : [{ kind: 'turn_over', words: wordsOf(event), problem: null }];
}

function failed(event: JsonObject): readonly Report[] {
  // Of a subagent or of a summary: the turn itself goes on.
  if (textOf(event, 'agent_id') !== '') return [];
  return [{ kind: 'turn_over', words: null, problem: problemOf(event) }];
}

function wordsOf(event: JsonObject): string | null {
  const words = textOf(event, 'last_assistant_message');
  return words === '' ? null : words;
}

function problemOf(event: JsonObject): Problem {
  const error = textOf(event, 'error');
  const said = (wordsOf(event) ?? '').replaceAll(/\s+/g, ' ').trim();
  return { kind: kindOf(error, said), text: said === '' ? error : said };
}

function kindOf(error: string, said: string): Problem['kind'] {
  switch (error) {
    case 'rate_limit':
      return 'rate_limit';
    case 'authentication_failed':
      return 'key';
    case 'billing_error':
      return 'billing';
    case 'invalid_request':
      return /too long|too large|\b413\b/i.test(said) ? 'too_long' : 'other';
    case 'server_error':
      return /connect|network|socket|timed? ?out/i.test(said) ? 'network' : 'overloaded';
    default:
      return 'other';
  }
}
