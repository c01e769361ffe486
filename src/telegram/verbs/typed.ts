import type { SendOutcome } from '../../domain/outcomes.ts';
import type { SessionId } from '../../domain/ids.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { sessionData } from '../callbacks.ts';
import type { Button, Keyboard } from '../message.ts';

type Typed = Awaited<ReturnType<Sessions['keys']>>;

/** How a text ended, in one sentence. */
export function sentOf(outcome: SendOutcome, name: string): string {
  switch (outcome.kind) {
    case 'delivered':
      return `✅ ${name} has it.`;
    case 'queued':
      return `⏳ ${name} is busy and has put it in its queue.`;
    case 'refused': {
      // The rest of it is for programs.
      const detail = outcome.detail.replace(/: cannot inject input\.$/, '.');
      return detail.startsWith(`${name} `)
        ? `Not sent: ${detail}`
        : `Not sent to ${name}. ${detail}`;
    }
    case 'unsubmitted':
      return `Typed into ${name}, but not submitted. ${outcome.detail}`;
    case 'unknown':
      return `It is not known whether ${name} got it. ${outcome.detail}`;
    case 'delivered_not_recorded':
      return `${name} has it, but that could not be written down (${outcome.detail}). Do not send it again.`;
  }
}

/** What to do about a text that did not get there: a question first wants its answer. */
export function afterwards(outcome: SendOutcome, id: SessionId): Keyboard {
  const screen = { label: '🖥 Screen', data: sessionData('screen', id) };
  const reason = outcome.kind === 'refused' ? outcome.reason : null;
  if (reason === 'state') return [[resumeButton(id)]];
  return [
    reason === 'dialog_open'
      ? [{ label: '🟡 What it asks', data: sessionData('pending', id) }, screen]
      : [screen],
  ];
}

/** For what is stopped or put aside: without its agent there is nothing else to be done with it. */
export function resumeButton(id: SessionId): Button {
  return { label: '▶️ Resume', data: sessionData('resume', id) };
}

/** How a key ended; null when it was pressed. */
export function notPressed(typed: Typed, name: string): string | null {
  if (typed.kind === 'typed') return null;
  if (typed.kind === 'unknown') return `It is not known whether ${name} got the key: ${typed.why}`;
  switch (typed.why) {
    case 'dead':
      return `${name}: its program has ended, so nothing was pressed.`;
    case 'gone':
      return `${name} has no terminal any more, so nothing was pressed.`;
    case 'input_off':
      return `${name}: input is switched off in its pane, so nothing was pressed.`;
    case 'in_mode':
      return `${name}: somebody is scrolling in its pane, so nothing was pressed.`;
    case 'changed':
      return `${name}: its screen has just changed, so nothing was pressed.`;
  }
}
