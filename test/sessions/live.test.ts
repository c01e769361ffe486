import { describe, expect, it } from 'vitest';
import type { AskKind } from '../../src/domain/ask.ts';
import { liveOf } from '../../src/sessions/live.ts';

const asks = (kind: AskKind) => ({
  kind: 'asking' as const,
  ask: {
    kind,
    title: 'Run it?',
    body: '',
    options: [],
    source: 'screen' as const,
    mayBeCut: false,
    fingerprint: 'x',
  },
});

describe('what is known of a living session', () => {
  it('tells what waits for a yes from what waits for words', () => {
    const kinds = ['permission', 'plan', 'trust', 'choice', 'multi', 'text'] as const;
    expect(kinds.map((kind) => liveOf(asks(kind), null, 0).attention)).toEqual([
      'awaiting_approval',
      'awaiting_approval',
      'awaiting_approval',
      'awaiting_input',
      'awaiting_input',
      'awaiting_input',
    ]);
    expect(liveOf(asks('plan'), null, 7)).toMatchObject({ activity: 'Run it?', seenAt: 7 });
  });

  it('hears the agent itself where the screen shows no prompt', () => {
    expect(liveOf({ kind: 'idle' }, 'working', 0).attention).toBe('working');
    expect(liveOf({ kind: 'working', doing: 'x'.repeat(200) }, 'asking', 0)).toMatchObject({
      attention: 'unknown',
      activity: null,
    });
  });

  it('keeps what it is doing to one line of 120 characters', () => {
    const { activity } = liveOf({ kind: 'working', doing: 'x'.repeat(200) }, null, 0);
    expect(activity).toHaveLength(120);
  });
});
