import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import { createHeard } from '../../src/sessions/heard.ts';

function heard() {
  const id = newSessionId();
  const all = createHeard(() => 0);
  return {
    key: (note: string | null = null) => all.interrupted(id, note),
    begun: () => all.begun(id),
    prompted: () => all.prompted(id, 'go on'),
    over: (words: string | null, interrupted = false) =>
      all.turnOver(id, { words, problem: null, interrupted }),
    take: () => all.takeTurn(id),
  };
}

describe('who ended a turn', () => {
  it('a key of ours, whatever the agent says of its end afterwards; asked once', () => {
    const one = heard();
    one.key('its name');
    one.over('half a sentence');
    expect(one.take()).toMatchObject({
      interrupted: true,
      note: 'its name',
      words: 'half a sentence',
    });
    expect(one.take()).toMatchObject({ interrupted: false, note: null, words: null });
  });

  it('not a key that came when it was over already', () => {
    const one = heard();
    one.over('Done.');
    one.key();
    expect(one.take()).toMatchObject({ interrupted: false, words: 'Done.' });
  });

  it('not a key from before this turn', () => {
    for (const begin of ['begun', 'prompted'] as const) {
      const one = heard();
      one.key();
      one[begin]();
      expect(one.take().interrupted).toBe(false);
    }
  });

  it('somebody at its keyboard, where the agent tells so', () => {
    const one = heard();
    one.over(null, true);
    expect(one.take()).toMatchObject({ interrupted: true, note: null });
  });
});
