import { messageOf } from '../errors.ts';
import type { Choice } from '../domain/ask.ts';
import { isNo, labelOf } from '../domain/choice.ts';
import { answeredElsewhere, claim, close, isOpen, reopen } from '../domain/decision.ts';
import type { Decision, DecisionAnswer } from '../domain/decision.ts';
import type { DecisionId } from '../domain/ids.ts';
import type { AnswerOutcome } from '../domain/outcomes.ts';
import { faultPoint } from '../fault.ts';
import { confirm, wentOn } from './confirm.ts';
import { counterpart } from './counterpart.ts';
import type { Docket } from './docket.ts';
import type { Actor, Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { agentOf } from './launch.ts';
import { press } from './press.ts';
import type { Sightings } from './sightings.ts';
import { stubborn } from './stubborn.ts';
import { isPad } from './unreadable.ts';
import type { Told } from './told.ts';
import type { Waiting } from './waiting.ts';

export interface AnsweringDeps {
  readonly engine: Engine;
  readonly docket: Docket;
  readonly waiting: Waiting;
  readonly sightings: Sightings;
  readonly told: Told;
}

export interface Answering {
  answer(id: DecisionId, choice: Choice, actor: Actor): Promise<AnswerOutcome>;
  /** Writes down how a claimed decision ended. */
  settle(decision: Decision, outcome: AnswerOutcome): Promise<void>;
  /** This process is about to answer it; a claim that it does not know of is a dead one's. */
  isInHand(id: DecisionId): boolean;
}

interface Gave {
  readonly outcome: AnswerOutcome;
  /** How it ended when its prompt turns out to be over. */
  readonly ifOver: () => AnswerOutcome;
  /** False: nothing was pressed. */
  readonly isGiven: boolean;
}

const elsewhere: AnswerOutcome = { kind: 'superseded', detail: answeredElsewhere };

/**
 *   claimed (compare-and-set) → the hook that waits, else keys → seen to take → written
 *
 * The desk is held for the first and the last step only: meanwhile the session's other prompts come and go.
 */
export function createAnswering(deps: AnsweringDeps): Answering {
  const { engine, docket, waiting, sightings, told } = deps;
  const inHand = new Set<DecisionId>();
  const held = <T>(decision: Decision, work: () => Promise<T>) =>
    engine.books.exclusive(`desk:${decision.sessionId}`, work);

  async function give(decision: Decision, choice: Choice): Promise<Gave> {
    const ends = {
      settled: () => told.wasSettled(decision.id),
      refused: () => told.wasRefused(decision.id),
      isNo: isNo(decision.ask, choice),
    };
    const reply = replyTo(decision, choice);
    const wasShown = isOnScreen(decision);
    if (reply !== null && waiting.tell(decision.id, reply.body)) {
      const given = { route: 'hook' as const, wasShown, doubt: null, ...ends };
      const outcome = await confirm(engine, decision, given);
      return { outcome, ifOver: () => wentOn(given), isGiven: true };
    }
    const { dialogMinAgeMs } = agentOf(engine, decision.agent).typing;
    const young = dialogMinAgeMs - docket.ageOf(decision.id);
    if (decision.shown !== null && young > 0) await engine.clock.sleep(young);
    const others = () => docket.openOf(decision.sessionId);
    const waits = (one: Decision) =>
      waiting.of(one.id) !== null || (one.state === 'answering' && one.id !== decision.id);
    // While it aged its agent may have told of it.
    const now = (await docket.store.get(decision.id)) ?? decision;
    const pressed = await press(engine, now, choice, others, waits);
    if (pressed.kind === 'not') {
      return { outcome: pressed.outcome, ifOver: () => elsewhere, isGiven: false };
    }
    const given = { route: 'keys' as const, wasShown: true, doubt: pressed.doubt, ...ends };
    const outcome = await confirm(engine, now, given);
    return { outcome, ifOver: () => wentOn(given), isGiven: true };
  }

  /** Null: no hook waits, or this choice is not one that it takes. */
  function replyTo(decision: Decision, choice: Choice): { readonly body: unknown } | null {
    const hook = waiting.of(decision.id);
    const { hooks } = agentOf(engine, decision.agent);
    if (hook === null || hooks?.reply === undefined) return null;
    const mapped = counterpart(decision.ask, choice, hook.ask);
    const body = mapped === null ? null : hooks.reply(hook.event, mapped);
    return body === null || body === undefined ? null : { body };
  }

  function isOnScreen(decision: Decision): boolean {
    const shown = sightings.onScreen(decision.sessionId)?.fingerprint;
    return decision.shown !== null && decision.shown === shown;
  }

  /** Behind another prompt it still waits: what is not on the screen now is not over. */
  function notPressed(decision: Decision, outcome: AnswerOutcome): AnswerOutcome {
    if (outcome.kind === 'superseded' && waiting.of(decision.id) !== null) {
      return { kind: 'refused', detail: 'Another prompt is in front of it. Nothing was pressed.' };
    }
    // An earlier answer may have been the one that counted: the look after this one says how it ended.
    if (outcome.kind === 'superseded' && docket.mayBeAnswered(decision.id)) {
      return { kind: 'refused', detail: outcome.detail };
    }
    if (outcome.kind === 'refused' && takesWords(decision)) {
      return { kind: 'needs_words', detail: 'This one wants words: answer with a text.' };
    }
    return outcome;
  }

  function takesWords(decision: Decision): boolean {
    return (
      decision.ask.kind !== 'permission' && replyTo(decision, { kind: 'text', text: 'x' }) !== null
    );
  }

  async function settle(decision: Decision, outcome: AnswerOutcome): Promise<void> {
    const at = stamp(engine.clock);
    const change = () => docket.change(decision.id, (one) => settled(one, outcome, at));
    const written = await stubborn(engine, change);
    faultPoint('closed');
    if (written === null || outcome.kind === 'needs_words') return;
    if (outcome.kind === 'unknown' && decision.answer !== null) {
      docket.handedOver(decision.id, decision.answer);
    }
    if (!isOpen(written)) {
      waiting.release(written.id);
      await stubborn(engine, () =>
        engine.books.update(written.sessionId, (one) => ({ ...one, lastActivityAt: at })),
      );
    }
    await docket.tell(written);
  }

  return {
    settle,
    isInHand: (id) => inHand.has(id),
    async answer(id, choice, actor) {
      const decision = await docket.store.get(id);
      if (decision === null) {
        return { kind: 'not_found', detail: 'There is no such decision any more.' };
      }
      // Nobody knows what a text would do there, nor when it is answered.
      const label = isPad(decision.ask) ? null : labelOf(decision.ask, choice);
      if (label === null) {
        return { kind: 'refused', detail: 'That is not one of the options of this prompt.' };
      }
      faultPoint('tapped');
      const answer: DecisionAnswer = { by: actor, label, at: stamp(engine.clock) };
      const claimed = await held(decision, async () => {
        const won = await docket.change(id, (one) => claim(one, answer));
        if (won !== null) inHand.add(id);
        return won;
      });
      if (claimed === null) return recorded(await docket.store.get(id));
      faultPoint('claimed');
      try {
        const { outcome, ifOver, isGiven } = await given(claimed, choice);
        faultPoint('confirmed');
        const final = await held(decision, async () => {
          // Its agent may have told so after we had given up looking.
          const isOver = told.wasSettled(id) && outcome.kind !== 'answered';
          // Its hook may have come meanwhile.
          const now = isGiven ? outcome : notPressed(claimed, outcome);
          const last = isOver ? ifOver() : now;
          const named = last.kind === 'answered' ? { ...last, by: actor, label } : last;
          await settle(claimed, named);
          return named;
        });
        lookAgain(claimed);
        return final;
      } finally {
        inHand.delete(id);
      }
    },
  };

  async function given(claimed: Decision, choice: Choice): Promise<Gave> {
    try {
      return await give(claimed, choice);
    } catch (error) {
      await held(claimed, () => settle(claimed, { kind: 'unknown', detail: messageOf(error) }));
      throw error;
    }
  }

  /** What came up meanwhile may look like what was answered, and was taken for it. */
  function lookAgain(decision: Decision): void {
    const { sessionId } = decision;
    const again = async () => {
      const session = await engine.books.get(sessionId);
      const { kind } = await engine.books.exclusive(`desk:${sessionId}`, () =>
        sightings.look(session),
      );
      // Perhaps nothing is ever drawn there that says how this one went.
      if (kind === 'unknown' || kind === 'starting') sightings.lookLater(sessionId);
    };
    again().catch((error: unknown) => {
      engine.log.debug({ session: sessionId, err: error }, 'a look after an answer failed');
    });
  }
}

function settled(decision: Decision, outcome: AnswerOutcome, at: string): Decision | null {
  if (decision.state !== 'answering') return null;
  switch (outcome.kind) {
    case 'answered':
      return close(decision, 'answered', at);
    case 'superseded':
      return close(decision, 'superseded', at, outcome.detail);
    case 'needs_words':
      // Nothing happened to it, so nobody is told.
      return reopen(decision, decision.note);
    default:
      return reopen(decision, 'detail' in outcome ? outcome.detail : 'It did not take.');
  }
}

function recorded(decision: Decision | null): AnswerOutcome {
  if (decision === null) {
    return { kind: 'not_found', detail: 'There is no such decision any more.' };
  }
  if (decision.answer !== null) {
    return { kind: 'already', by: decision.answer.by, label: decision.answer.label };
  }
  return { kind: 'superseded', detail: decision.note ?? 'That prompt is no longer on the screen.' };
}
