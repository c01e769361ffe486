import { isOpen } from '../../domain/decision.ts';
import { UserError } from '../../errors.ts';
import type { Sessions } from '../../sessions/sessions.ts';

/**
 * The engine on behalf of one update. What must not happen twice is written down before it is done:
 * when the update is taken up again after a restart, the answer is that nobody knows, not a second
 * keystroke. An answer that was never begun is simply given; one that was may have met its prompt, and the
 * same words may stand there for the next one.
 */
export function guarded(sessions: Sessions, once: (what: string) => Promise<boolean>): Sessions {
  let count = 0;
  /** Numbered, because one update may do several; the order is the same the second time. */
  const first = (what: string) => {
    count += 1;
    return once(`${what} ${count}`);
  };
  return {
    ...sessions,
    async send(id, text, actor) {
      if (await first('send')) return sessions.send(id, text, actor);
      return {
        kind: 'unknown',
        detail: `${restarted} Look at the screen before you send it again.`,
      };
    },
    async keys(id, keys, actor) {
      if (await first('keys')) return sessions.keys(id, keys, actor);
      return { kind: 'unknown', why: restarted };
    },
    async interrupt(id, actor, note) {
      if (await first('keys')) return sessions.interrupt(id, actor, note);
      return { kind: 'unknown', why: restarted };
    },
    async answer(id, decision, choice, actor) {
      if (!(await first('answer'))) {
        const known = await sessions.desk.get(decision);
        // The claim of a daemon that was killed is no answer yet, and may be given up at any moment.
        if (known?.state === 'answering') return { kind: 'unknown', detail: pressedBefore };
        if (known !== null && isOpen(known) && known.note !== null) {
          const detail = `${restarted} The prompt is still there, and nothing was pressed again.`;
          return { kind: 'refused', detail };
        }
      }
      return sessions.answer(id, decision, choice, actor);
    },
    async pressKey(id, decision, press, actor) {
      if (await first('keys')) return sessions.pressKey(id, decision, press, actor);
      return { kind: 'unknown', detail: restarted };
    },
    async create(request) {
      if (await first('create')) return sessions.create(request);
      throw new UserError('conflict', restarted, {
        hint: '/sessions shows whether the session is there.',
      });
    },
  };
}

const restarted = 'tapmux was restarted in the middle of it.';
const pressedBefore = `${restarted} Nothing was pressed again.`;
