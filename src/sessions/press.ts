import type { Agent } from '../agents/agent.ts';
import type { Choice, Reading } from '../domain/ask.ts';
import type { Decision } from '../domain/decision.ts';
import type { SessionId } from '../domain/ids.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import { faultPoint } from '../fault.ts';
import { counterpart } from './counterpart.ts';
import type { Engine } from './engine.ts';
import { fuse } from './fusion.ts';
import { agentOf, refOf } from './launch.ts';
import { ownerOf, stillShows } from './pairing.ts';
import { walk } from './steps.ts';
import { witnesses } from './witness.ts';

/** Pressed: what is left is to see it take. `doubt`: tmux did not say for certain that it was. */
export type Pressed =
  | { readonly kind: 'pressed'; readonly doubt: string | null }
  | { readonly kind: 'not'; readonly outcome: AnswerOutcome };

/**
 * Looks again, and presses only when the screen shows this very prompt and no other one that waits could be meant.
 * The session is held from the look to the key.
 */
export async function press(
  engine: Engine,
  decision: Decision,
  choice: Choice,
  others: () => Promise<readonly Decision[]>,
  waits: (one: Decision) => boolean,
): Promise<Pressed> {
  if (decision.shown === null) return refused(await whyUnseen(engine, decision));
  return engine.books.exclusive(decision.sessionId, async () => {
    const agent = agentOf(engine, decision.agent);
    const { reading: shown, screen } = await lookWhenDrawn(engine, decision);
    if (shown.kind === 'unknown') return refused(`The screen could not be read (${shown.why}).`);
    if (shown.kind === 'starting') return refused('The screen is blank.');
    if (shown.kind !== 'asking' || !stillShows(shown.ask, decision, agent.redraws === true)) {
      const detail = 'That prompt is no longer on the screen. Nothing was pressed.';
      return { kind: 'not', outcome: { kind: 'superseded', detail } };
    }
    const owner = ownerOf(shown.ask, await others(), waits);
    if (owner.kind !== 'one' || owner.decision.id !== decision.id) {
      return refused('Several prompts that wait look like the one on the screen.');
    }
    const mapped = counterpart(decision.ask, choice, shown.ask);
    if (mapped === null) {
      return refused('The screen offers this in other words: nothing tells that it is the same.');
    }
    const steps = agent.answer(shown.ask, mapped);
    // Words that it takes none of, such as several lines, are refused: to ask for words again would be no help.
    if (steps === null && mapped.kind !== 'text' && takesWords(agent, shown.ask)) {
      const detail = 'This one wants words: answer with a text.';
      return { kind: 'not', outcome: { kind: 'needs_words', detail } };
    }
    if (steps === null) return refused('This answer cannot be given with keys.');
    const words = screen === null ? [] : witnesses(shown.ask, screen);
    const ref = refOf(decision.pane);
    const { fingerprint } = shown.ask;
    const read = () => readNow(engine, decision);
    faultPoint('checked');
    const typed = await walk(engine, { ref, steps, words, fingerprint, read });
    faultPoint('pressed');
    if (typed.kind === 'astray') return { kind: 'not', outcome: astray(typed.gone) };
    if (typed.kind === 'refused' && typed.why === 'changed') {
      const detail = 'That prompt has just gone. Nothing was pressed.';
      return { kind: 'not', outcome: { kind: 'superseded', detail } };
    }
    if (typed.kind === 'refused') return refused(`The pane takes no keys (${typed.why}).`);
    return { kind: 'pressed', doubt: typed.kind === 'unknown' ? typed.why : null };
  });
}

async function whyUnseen(engine: Engine, decision: Decision): Promise<string> {
  const now = await readNow(engine, decision);
  const waits = now.kind === 'idle' || now.kind === 'working' ? now.behind : undefined;
  if (waits !== undefined) return `Its prompt is not on the screen. ${waits.way}`;
  return 'Its prompt was not seen on the screen for sure, so no key can be pressed for it.';
}

function takesWords(agent: Agent, ask: Decision['ask']): boolean {
  return agent.answer(ask, { kind: 'text', text: 'x' }) !== null;
}

/** Only the cursor was moved, or a tick set. */
function astray(gone: boolean): AnswerOutcome {
  return gone
    ? { kind: 'superseded', detail: 'That prompt went away before the answer was complete.' }
    : {
        kind: 'refused',
        detail:
          'The screen did not go along with the keys. Nothing was chosen: look, and try again.',
      };
}

function refused(why: string): Pressed {
  return { kind: 'not', outcome: { kind: 'refused', detail: `${why} Nothing was pressed.` } };
}

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

/** How long a screen may take from one drawing to the next. */
const drawingMs = 1_000;
const lookMs = 30;

/** Between two drawings there is half a screen, or none. */
async function lookWhenDrawn(engine: Engine, { agent, pane }: Decision): Promise<Look> {
  const start = engine.clock.monotonic();
  for (;;) {
    const seen = await look(engine, agent, refOf(pane));
    const { kind } = seen.reading;
    const isDrawn = kind !== 'unknown' && kind !== 'starting';
    if (isDrawn || engine.clock.monotonic() - start > drawingMs) return seen;
    await engine.clock.sleep(lookMs);
  }
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

/** Without a dialog on the screen, one that its agent says to wait, or may say, is about to be drawn: then nothing is known. */
export async function readHeld(
  engine: Engine,
  id: SessionId,
  agent: string,
  ref: PaneRef,
): Promise<Reading> {
  const seen = await readPane(engine, agent, ref);
  if (seen.kind !== 'idle' && seen.kind !== 'working') return seen;
  const own = await engine.own.fresh(id);
  return own === 'asking' || own === 'unreadable' ? fuse(seen, own) : seen;
}
