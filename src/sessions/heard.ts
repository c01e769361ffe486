import type { SessionId } from '../domain/ids.ts';
import type { Problem } from '../domain/report.ts';
import { createToldForms } from './told-forms.ts';
import type { ToldForms } from './told-forms.ts';

/** What agents told of their own accord and others need a moment later. In memory: it is only ever evidence. */
export interface Heard {
  prompted(id: SessionId, text: string): void;
  /** Was this text taken as a prompt since then (steady clock)? */
  tookSince(id: SessionId, text: string, since: number): boolean;
  /** A prompt waits for as long as this takes, wherever its dialog is. */
  asked(id: SessionId, until: Promise<unknown>): void;
  isAsked(id: SessionId): boolean;
  readonly forms: ToldForms;
  turnOver(id: SessionId, turn: LastTurn): void;
  /** The end of the turn that was told of last; given once. */
  takeTurn(id: SessionId): LastTurn | null;
  forget(id: SessionId): void;
}

export interface LastTurn {
  readonly words: string | null;
  readonly problem: Problem | null;
}

const promptsKept = 16;

export function createHeard(monotonic: () => number): Heard {
  const prompts = new Map<SessionId, readonly { readonly text: string; readonly at: number }[]>();
  const asking = new Map<SessionId, number>();
  const turns = new Map<SessionId, LastTurn>();
  const forms = createToldForms();
  return {
    forms,
    prompted(id, text) {
      turns.delete(id);
      const before = prompts.get(id) ?? [];
      prompts.set(id, [...before, { text: plain(text), at: monotonic() }].slice(-promptsKept));
    },
    tookSince: (id, text, since) =>
      (prompts.get(id) ?? []).some((one) => one.at >= since && one.text === plain(text)),
    asked(id, until) {
      asking.set(id, (asking.get(id) ?? 0) + 1);
      const over = () => asking.set(id, (asking.get(id) ?? 1) - 1);
      until.then(over, over);
    },
    isAsked: (id) => (asking.get(id) ?? 0) > 0,
    turnOver(id, turn) {
      forms.forget(id);
      turns.set(id, turn);
    },
    takeTurn(id) {
      const turn = turns.get(id) ?? null;
      turns.delete(id);
      return turn;
    },
    forget(id) {
      prompts.delete(id);
      turns.delete(id);
      forms.forget(id);
    },
  };
}

/** Long pastes are wrapped in a mark of the agent's own, and blanks at the ends are not kept. */
function plain(text: string): string {
  return text.replaceAll(/<\/?pasted_content[^>]*>/g, '').replaceAll(/\s+/g, '');
}
