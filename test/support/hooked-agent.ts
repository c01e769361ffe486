import type { Agent } from '../../src/agents/agent.ts';
import { asking, option } from '../../src/agents/asked.ts';
import type { Ask } from '../../src/domain/ask.ts';
import { fingerprintOf } from '../../src/domain/fingerprint.ts';
import type { Report } from '../../src/domain/report.ts';
import { fakeAgent } from './fake-agent.ts';

/**
 * The fake agent with hooks. Its screen asks with `ASK title~body|option|option` (`…` at the end of the body: the
 * screen has cut it), and its events are the reports themselves.
 */
export const hookedAgent: Agent = {
  ...fakeAgent,
  id: 'hooked',
  title: 'Hooked',
  read(screen) {
    const line = screen.lines.findLast((one) => one !== '') ?? '';
    if (!line.startsWith('ASK ')) return fakeAgent.read(screen);
    const [head = '', ...labels] = line.slice('ASK '.length).split('|');
    const [title = '', body = ''] = head.split('~');
    return asking({
      kind: 'permission',
      title,
      body: body.replace(/…$/, ''),
      options: labels.map((label) => option(label)),
      mayBeCut: body.endsWith('…'),
    });
  },
  hooks: {
    wire: () => ({ args: [], env: {}, files: [] }),
    parse,
    reply: (_event, choice) =>
      choice.kind === 'option' && choice.index === 3 ? null : { told: choice },
  },
};

/** Its prompts are those of forms, as soon as one was told of whose sender is the title. */
export const formAgent: Agent = {
  ...hookedAgent,
  id: 'forms',
  whole(seen, forms) {
    const form = forms.find((one) => one.from === seen.title);
    return form === undefined
      ? null
      : { ...seen, body: form.message, source: 'hook', mayBeCut: false };
  },
};

/** Its hooks only report: keys are the only way to answer. */
export const tellingAgent: Agent = {
  ...hookedAgent,
  id: 'telling',
  title: 'Telling',
  hooks: {
    wire: () => ({ args: [], env: {}, files: [] }),
    parse,
  },
};

/** What a hook tells of the prompt that is shown as `ASK title~body|…`. */
export function asks(
  about: string,
  body: string,
  options: readonly string[] = ['Yes', 'No'],
  title = 'Run',
): Extract<Report, { kind: 'asks' }> {
  const parts = {
    kind: 'permission' as const,
    title,
    body,
    options: options.map((one) => option(one)),
  };
  const ask: Ask = { ...parts, source: 'hook', mayBeCut: false, fingerprint: fingerprintOf(parts) };
  return { kind: 'asks', about, ask };
}

function parse(event: unknown): readonly Report[] {
  return isReport(event) ? [event] : [];
}

function isReport(event: unknown): event is Report {
  return typeof event === 'object' && event !== null && 'kind' in event;
}
