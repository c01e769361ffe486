import type { Choice, Reading } from '../domain/ask.ts';
import type { Decision } from '../domain/decision.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import { faultPoint } from '../fault.ts';
import type { Screen } from '../domain/screen.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';
import { agentOf, refOf } from './launch.ts';
import { witnesses } from './witness.ts';

/** How long an answered prompt may take to leave the screen. */
const goneMs = 4_000;
const lookMs = 30;

/** Looks again, presses, and watches the prompt go. `ageMs`: how long the prompt has been there. */
export async function press(
  engine: Engine,
  decision: Decision,
  choice: Choice,
  ageMs: number,
): Promise<AnswerOutcome> {
  const agent = agentOf(engine, decision.agent);
  const ref = refOf(decision.pane);
  if (ageMs < agent.typing.dialogMinAgeMs) {
    await engine.clock.sleep(agent.typing.dialogMinAgeMs - ageMs);
  }
  const { reading: shown, screen } = await look(engine, decision.agent, ref);
  if (shown.kind === 'unknown') {
    return {
      kind: 'refused',
      detail: `The screen could not be read (${shown.why}). Nothing was pressed.`,
    };
  }
  if (shown.kind !== 'asking' || shown.ask.fingerprint !== decision.ask.fingerprint) {
    return {
      kind: 'superseded',
      detail: 'That prompt is no longer on the screen. Nothing was pressed.',
    };
  }
  const keys = agent.answer(shown.ask, choice);
  if (keys === null && agent.answer(shown.ask, { kind: 'text', text: 'x' }) !== null) {
    return { kind: 'needs_words', detail: 'This one wants words: answer with a text.' };
  }
  if (keys === null) {
    return {
      kind: 'refused',
      detail: 'This answer cannot be given with keys. Nothing was pressed.',
    };
  }
  faultPoint('checked');
  const words = screen === null ? [] : witnesses(shown.ask, screen);
  const typed = await engine.tmux.keys(ref, keys, { while: words });
  faultPoint('pressed');
  if (typed.kind === 'refused' && typed.why === 'changed') {
    return { kind: 'superseded', detail: 'That prompt has just gone. Nothing was pressed.' };
  }
  if (typed.kind === 'refused') {
    return {
      kind: 'refused',
      detail: `The pane takes no keys (${typed.why}). Nothing was pressed.`,
    };
  }
  return confirm(engine, decision, typed.kind === 'unknown' ? typed.why : null);
}

/** Two decisions never share a pane's prompt, so the pane of the decision is all that is read. */
export function readNow(engine: Engine, decision: Decision): Promise<Reading> {
  return readPane(engine, decision.agent, refOf(decision.pane));
}

export async function readPane(engine: Engine, agent: string, ref: PaneRef): Promise<Reading> {
  return (await look(engine, agent, ref)).reading;
}

interface Look {
  readonly reading: Reading;
  readonly screen: Screen | null;
}

async function look(engine: Engine, agent: string, ref: PaneRef): Promise<Look> {
  const captured = await engine.tmux.capture(ref);
  if (captured.kind === 'unknown') {
    return { reading: { kind: 'unknown', why: captured.why }, screen: null };
  }
  if (captured.kind === 'gone' || captured.screen.dead) {
    return { reading: { kind: 'exited' }, screen: null };
  }
  const { screen } = captured;
  return { reading: agentOf(engine, agent).read(screen), screen };
}

/** Answered only when the prompt was seen to go away. */
async function confirm(
  engine: Engine,
  decision: Decision,
  doubt: string | null,
): Promise<AnswerOutcome> {
  const start = engine.clock.monotonic();
  let last: Reading = { kind: 'unknown', why: 'not looked yet' };
  while (engine.clock.monotonic() - start < goneMs) {
    last = await readNow(engine, decision);
    const stays = last.kind === 'asking' && last.ask.fingerprint === decision.ask.fingerprint;
    if (last.kind === 'exited') {
      // The prompt went with its program: that is no answer.
      return { kind: 'unknown', detail: 'Pressed, then the program ended.' };
    }
    if (last.kind !== 'unknown' && !stays) {
      return doubt === null
        ? { kind: 'answered', by: '', label: '' }
        : {
            kind: 'superseded',
            detail: `The prompt has gone, and tmux did not say whether the key was pressed (${doubt}).`,
          };
    }
    await engine.clock.sleep(lookMs);
  }
  if (last.kind === 'unknown') {
    return { kind: 'unknown', detail: `Pressed, then the screen could not be read (${last.why}).` };
  }
  return doubt === null
    ? { kind: 'not_taken', detail: 'Pressed, but the prompt is still there.' }
    : { kind: 'unknown', detail: `tmux did not answer (${doubt}); the prompt is still there.` };
}
