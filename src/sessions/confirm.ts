import type { Ask, Reading } from '../domain/ask.ts';
import { answeredElsewhere } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import type { Engine } from './engine.ts';
import { agentOf } from './launch.ts';
import { stillShows } from './pairing.ts';
import { readNow } from './press.ts';

/** How long an answered prompt may take to go. */
const goneMs = 4_000;
const lookMs = 30;
/** A prompt that was never on the screen counts as gone when no dialog shows up for this long. */
const absentMs = 1_000;

export interface Given {
  readonly route: 'keys' | 'hook';
  /** Its prompt was on the screen when the answer was given. */
  readonly wasShown: boolean;
  /** tmux did not say for certain that the keys were pressed. */
  readonly doubt: string | null;
  /** The agent has told that what was asked for went on. */
  readonly settled: () => boolean;
  /** Whether it was refused, as the agent tells; null while it does not. */
  readonly refused: () => boolean | null;
  /** What we answered is a no. */
  readonly isNo: boolean;
}

/** Answered only when it was observed: the agent tells of it, or the prompt is seen to go. */
export async function confirm(
  engine: Engine,
  decision: Decision,
  given: Given,
): Promise<AnswerOutcome> {
  const { clock } = engine;
  const redraws = agentOf(engine, decision.agent).redraws === true;
  const shows = (ask: Ask) => stillShows(ask, decision, redraws);
  const start = clock.monotonic();
  let last: Reading = { kind: 'unknown', why: 'not looked yet' };
  let absentSince: number | null = null;
  let missed: string | null = null;
  while (clock.monotonic() - start < goneMs) {
    if (given.settled()) return wentOn(given);
    last = await readNow(engine, decision);
    if (last.kind === 'exited') {
      // The prompt went with its program: that is no answer.
      return { kind: 'unknown', detail: `${didOf(given)}, then the program ended.` };
    }
    missed = null;
    if (isGone(last, shows, given)) {
      missed = missedBy(engine, decision, last);
      if (missed === null) return wentOn(given);
    }
    // A blank screen may be one between two drawings.
    const blank = last.kind === 'starting' && given.wasShown;
    const bare = last.kind === 'idle' || last.kind === 'working' || blank;
    const own = bare ? await engine.own.fresh(decision.sessionId) : null;
    const held = own === 'asking' || own === 'unreadable';
    if (!bare || held) absentSince = null;
    else absentSince ??= clock.monotonic();
    if (absentSince !== null && clock.monotonic() - absentSince >= absentMs) return wentOn(given);
    await clock.sleep(lookMs);
  }
  return missed === null ? unconfirmed(last, shows, given) : { kind: 'superseded', detail: missed };
}

function missedBy(engine: Engine, { agent, ask, answer }: Decision, now: Reading): string | null {
  if (now.kind !== 'asking' || answer === null) return null;
  return agentOf(engine, agent).missed?.(ask, answer.label, now.ask) ?? null;
}

/** Its prompt is over: by our answer, unless nobody knows that there was one. */
export function wentOn({
  doubt,
  refused,
  isNo,
}: Pick<Given, 'doubt' | 'refused' | 'isNo'>): AnswerOutcome {
  const went = refused();
  if (went !== null && went !== isNo) {
    return { kind: 'superseded', detail: went ? refusedElsewhere : answeredElsewhere };
  }
  if (doubt === null) return answered;
  const detail = `The prompt has gone, and tmux did not say whether the key was pressed (${doubt}).`;
  return { kind: 'superseded', detail };
}

const refusedElsewhere = 'It was refused before this answer came.';
const answered: AnswerOutcome = { kind: 'answered', by: '', label: '' };

type Shows = (ask: Ask) => boolean;

function isGone(now: Reading, shows: Shows, { wasShown }: Given): boolean {
  if (!wasShown || now.kind === 'starting') return false;
  if (now.kind === 'unknown') return now.asksNothing === true;
  return now.kind !== 'asking' || !shows(now.ask);
}

function unconfirmed(last: Reading, shows: Shows, given: Given): AnswerOutcome {
  const did = didOf(given);
  if (last.kind === 'unknown') {
    return { kind: 'unknown', detail: `${did}, then the screen could not be read (${last.why}).` };
  }
  if (given.doubt !== null) {
    const detail = `tmux did not answer (${given.doubt}); the prompt is still there.`;
    return { kind: 'unknown', detail };
  }
  const stays = last.kind === 'asking' && shows(last.ask);
  return stays
    ? { kind: 'not_taken', detail: `${did}, but the prompt is still there.` }
    : { kind: 'unknown', detail: `${did}, but nothing shows yet that it took.` };
}

function didOf({ route }: Given): string {
  return route === 'keys' ? 'Pressed' : 'Handed to the agent';
}
