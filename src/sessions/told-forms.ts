import type { SessionId } from '../domain/ids.ts';
import type { ToldForm } from '../domain/told-form.ts';

/** Forms that agents told of and that are not over. In memory: they only ever make a card more complete. */
export interface ToldForms {
  add(id: SessionId, form: ToldForm): void;
  /** Which of several from the same sender is over nobody says, so that none of them is known any more. */
  over(id: SessionId, from: string): void;
  of(id: SessionId): readonly ToldForm[];
  forget(id: SessionId): void;
}

const kept = 8;

export function createToldForms(): ToldForms {
  const forms = new Map<SessionId, readonly ToldForm[]>();
  const of = (id: SessionId) => forms.get(id) ?? [];
  return {
    of,
    add: (id, form) => void forms.set(id, [...of(id), form].slice(-kept)),
    over(id, from) {
      const left = of(id).filter((one) => one.from !== from);
      if (left.length === 0) forms.delete(id);
      else forms.set(id, left);
    },
    forget: (id) => void forms.delete(id),
  };
}
