import type { Reading } from '../domain/ask.ts';
import type { OwnState } from './own-status.ts';

/**
 * What an agent is doing, from its screen and from what it says of itself. A dialog that can be seen is there,
 * whatever else is said; one that is only said to wait is about to be drawn, and nothing may be typed meanwhile.
 * So it is while nobody knows what is said.
 */
export function fuse(seen: Reading, own: OwnState | null): Reading {
  switch (seen.kind) {
    case 'asking':
    case 'exited':
    case 'starting':
      return seen;
    case 'idle':
    case 'working':
    case 'unknown':
      if (own === 'asking') return heldBack;
      if (own === 'unreadable') return unheard;
  }
  if (own !== 'working') return seen;
  if (seen.kind === 'idle') {
    return { ...seen, kind: 'working' };
  }
  return seen.kind === 'unknown' ? { kind: 'working' } : seen;
}

const heldBack: Reading = { kind: 'unknown', why: 'a prompt is about to appear' };
const unheard: Reading = { kind: 'unknown', why: 'what its agent says of itself cannot be read' };
