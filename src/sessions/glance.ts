import type { Agent } from '../agents/agent.ts';
import type { Reading } from '../domain/ask.ts';
import type { SendOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';
import { fuse } from './fusion.ts';
import { refused } from './sendable.ts';

/** What whoever types sees right before. */
export type Look =
  | { readonly kind: 'seen'; readonly reading: Reading; readonly screen: Screen }
  | { readonly kind: 'not_seen'; readonly outcome: SendOutcome };

/** What it shows together with what it says of itself: right before typing both count. */
export async function lookAt(
  engine: Engine,
  session: Session,
  agent: Agent,
  ref: PaneRef,
): Promise<Look> {
  const captured = await engine.tmux.capture(ref);
  if (captured.kind === 'gone') {
    return { kind: 'not_seen', outcome: refused('pane_gone', 'Its terminal is gone.') };
  }
  if (captured.kind === 'unknown') {
    const detail = `The screen could not be read: ${captured.why}. Nothing was typed.`;
    return { kind: 'not_seen', outcome: refused('unreadable', detail) };
  }
  const { screen } = captured;
  if (screen.dead) {
    return { kind: 'not_seen', outcome: refused('pane_dead', 'Its program has ended.') };
  }
  if (screen.inputOff) {
    return {
      kind: 'not_seen',
      outcome: refused('input_off', 'Input to its pane is switched off.'),
    };
  }
  const seen = agent.read(screen);
  // What cannot be read may hold a draft or a dialog, whatever the agent says.
  if (seen.kind === 'unknown') return { kind: 'seen', reading: seen, screen };
  const own = await engine.own.fresh(session.id);
  // A hook tells of a prompt before its dialog is drawn.
  const state = engine.heard.isAsked(session.id) ? 'asking' : own;
  return { kind: 'seen', reading: fuse(seen, state), screen };
}
