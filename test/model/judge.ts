import type { Decision } from '../../src/domain/decision.ts';
import type { AnswerOutcome } from '../../src/domain/outcomes.ts';
import type { Session } from '../../src/domain/session.ts';
import type { Given, Program } from './program.ts';

/** A tap and what became of it. */
export interface Tapped {
  readonly decision: Decision;
  readonly key: string;
  readonly outcome: AnswerOutcome | null;
  /** When the engine was done with it, or was killed; null: it is at it. */
  readonly doneAt: number | null;
}

/** A program with its session. */
export interface Place {
  readonly session: Session;
  readonly program: Program;
}

/** What the answers met, held against what was tapped and what was said of it. */
export function judge(places: readonly Place[], taps: readonly Tapped[]): readonly string[] {
  const all = places.flatMap(({ program }) => program.given);
  return [
    ...places.flatMap((place) =>
      place.program.given.flatMap((one) => strayed(place, one, tapOf(taps, one))),
    ),
    ...places.flatMap(({ program }) => crowded(program.given, taps)),
    ...taps.flatMap((tap) => unkept(tap, all)),
  ];
}

function tapOf(taps: readonly Tapped[], { key }: Given): Tapped | undefined {
  return taps.find((one) => one.key === key);
}

/** An answer belongs to the prompt that was on the card, and to nothing else. */
function strayed(
  { session, program }: Place,
  given: Given,
  tap: Tapped | undefined,
): readonly string[] {
  const { key, route, prompt } = given;
  if (tap === undefined) return [`${key}: nobody tapped that`];
  if (tap.decision.sessionId !== session.id) return [`${key}: went into another session`];
  if (prompt === null) return [`${key}: no dialog was open`];
  const meant = program.wordsOf(tap.decision);
  if (prompt.words !== meant) return [`${key}: meant for "${meant}", met "${prompt.words}"`];
  const { about } = tap.decision;
  // The same words may be another request: for a key it is the same prompt, for a hook it is not.
  return route === 'hook' && about !== null && about !== prompt.about
    ? [`${key}: meant for ${about}, handed to ${String(prompt.about)}`]
    : [];
}

/** While one answer to a prompt is seen to take, no other one is given to it. */
function crowded(given: readonly Given[], taps: readonly Tapped[]): readonly string[] {
  return given.flatMap((later) =>
    given
      .filter((one) => isUnderWay(one, later, taps) && !one.twice && !later.twice)
      .map((one) => `${one.key} by ${one.route}, and ${later.key} by ${later.route} on top of it`),
  );
}

function isUnderWay(one: Given, later: Given, taps: readonly Tapped[]): boolean {
  if (one.prompt === null || one.prompt.number !== later.prompt?.number) return false;
  if (one.at >= later.at) return false;
  // What the program dropped may be repeated when its tap comes again.
  if (one.key === later.key) return one.taken;
  // The hook of a prompt that was told of when it was over already: no agent listens to it.
  if (one.taken && one.route === 'key' && later.route === 'hook') return false;
  return (tapOf(taps, one)?.doneAt ?? Infinity) > later.at;
}

function unkept({ key, outcome }: Tapped, all: readonly Given[]): readonly string[] {
  const mine = all.filter((one) => one.key === key);
  const took = mine.filter((one) => one.taken).length;
  return [
    ...(took > 1 ? [`${key}: answered ${took} prompts`] : []),
    ...(outcome === null ? [`${key}: never heard of again`] : []),
    ...(outcome?.kind === 'answered' && mine.length === 0
      ? [`${key}: said to be answered, and nothing was given`]
      : []),
  ];
}
