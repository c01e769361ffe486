import type { Ask, AskOption } from '../../domain/ask.ts';
import type { JsonObject } from '../../domain/fields.ts';
import { fingerprintOf } from '../../domain/fingerprint.ts';
import { toolCallOf, textOf } from './hooks-event.ts';
import type { ToolCall } from './hooks-event.ts';
import { onlyQuestion } from './hooks-question.ts';
import { suggestionsOf } from './hooks-suggestion.ts';
import { shownTool } from './hooks-tool.ts';

/** What a PermissionRequest asks, or null when its dialog has to be read from the screen. */
export function askOf(event: JsonObject): Ask | null {
  const call = toolCallOf(event);
  if (call === null) return null;
  switch (call.tool) {
    case 'AskUserQuestion':
      return question(call);
    case 'ExitPlanMode':
      return plan(call);
    default:
      return permission(call, event);
  }
}

/** Yes, what is offered to allow from now on, and No: `reply` counts them in the same order. */
function permission(call: ToolCall, event: JsonObject): Ask {
  const always = suggestionsOf(event).map(({ label }): AskOption => ({ label, tone: 'always' }));
  const options: readonly AskOption[] = [
    { label: 'Yes', tone: 'allow' },
    ...always,
    { label: 'No', tone: 'deny' },
  ];
  return told({ kind: 'permission', ...shownTool(call), options });
}

export const planOptions: readonly AskOption[] = [
  { label: 'Yes, and accept edits', tone: 'always' },
  { label: 'Yes, manually approve edits', tone: 'allow' },
  { label: 'No, keep planning', tone: 'deny' },
];

/** Without a plan it asks all the same, in a dialog of its own. */
function plan({ input }: ToolCall): Ask {
  const body = textOf(input, 'plan');
  return body === ''
    ? told({
        kind: 'plan',
        title: 'Exit plan mode?',
        body: 'Claude wants to exit plan mode',
        options: planOptions,
      })
    : told({ kind: 'plan', title: 'Ready to code?', body, options: planOptions });
}

function question({ input }: ToolCall): Ask | null {
  const one = onlyQuestion(input);
  if (one === null) return null;
  const about = one.options.flatMap(({ label, description }) =>
    description === '' ? [] : [`${label}: ${description}`],
  );
  const options = one.options.map(({ label }): AskOption => ({
    label,
    tone: 'plain',
    ...(one.several ? { checked: false } : {}),
  }));
  const body = [one.text, ...about].join('\n');
  const kind = one.several ? 'multi' : 'choice';
  return told({ kind, title: one.header, body, options, ownWords: true });
}

function told(ask: Pick<Ask, 'kind' | 'title' | 'body' | 'options' | 'ownWords'>): Ask {
  return { ...ask, source: 'hook', mayBeCut: false, fingerprint: fingerprintOf(ask) };
}
