import type { Ask } from '../domain/ask.ts';
import { fingerprintOf } from '../domain/fingerprint.ts';

/** An ask as an agent itself tells of it: all of it is there. */
export function told(ask: Pick<Ask, 'kind' | 'title' | 'body' | 'options' | 'ownWords'>): Ask {
  return { ...ask, source: 'hook', mayBeCut: false, fingerprint: fingerprintOf(ask) };
}
