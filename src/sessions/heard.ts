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
  /** A key of ours that ends a turn was pressed. `note`: the name under which what comes of it is told. */
  interrupted(id: SessionId, note: string | null): void;
  /** From rest it went to work: what was pressed before has nothing to do with it. */
  begun(id: SessionId): void;
  turnOver(id: SessionId, turn: Told): void;
  /** How the last turn ended, as far as it was told or is our own doing; given once. */
  takeTurn(id: SessionId): LastTurn;
  forget(id: SessionId): void;
}

interface Told {
  readonly words: string | null;
  readonly problem: Problem | null;
  readonly interrupted: boolean;
}

export interface LastTurn extends Told {
  readonly note: string | null;
}

const promptsKept = 16;

export function createHeard(monotonic: () => number): Heard {
  const prompts = new Map<SessionId, readonly { readonly text: string; readonly at: number }[]>();
  const asking = new Map<SessionId, number>();
  const turns = new Map<SessionId, Told>();
  const keys = new Map<SessionId, { readonly note: string | null }>();
  const forms = createToldForms();
  return {
    forms,
    prompted(id, text) {
      turns.delete(id);
      keys.delete(id);
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
    interrupted(id, note) {
      // One that is over cannot be interrupted any more.
      if (!turns.has(id)) keys.set(id, { note });
    },
    begun: (id) => void keys.delete(id),
    turnOver(id, turn) {
      forms.forget(id);
      turns.set(id, turn);
    },
    takeTurn(id) {
      const told = turns.get(id) ?? { words: null, problem: null, interrupted: false };
      const key = keys.get(id);
      turns.delete(id);
      keys.delete(id);
      return {
        ...told,
        interrupted: told.interrupted || key !== undefined,
        note: key?.note ?? null,
      };
    },
    forget(id) {
      prompts.delete(id);
      turns.delete(id);
      keys.delete(id);
      forms.forget(id);
    },
  };
}

/** Long pastes are wrapped in a mark of the agent's own, and blanks at the ends are not kept. */
function plain(text: string): string {
  return text.replaceAll(/<\/?pasted_content[^>]*>/g, '').replaceAll(/\s+/g, '');
}
