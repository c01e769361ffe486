import { describe, expect, it } from 'vitest';
import type { Ask } from '../../src/domain/ask.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { fingerprintOf } from '../../src/domain/fingerprint.ts';
import { newDecisionId, newRunId, newSessionId } from '../../src/domain/ids.ts';
import {
  inFull,
  asksTheSame,
  isSeenAgain,
  ownerOf as ownerAmong,
} from '../../src/sessions/pairing.ts';

function askOf(body: string, changes: Partial<Ask> = {}): Ask {
  const parts = {
    kind: 'permission' as const,
    title: 'Bash command',
    body,
    options: [],
    ...changes,
  };
  return { source: 'screen', mayBeCut: false, ...parts, fingerprint: fingerprintOf(parts) };
}

function decisionOf(ask: Ask, changes: Partial<Decision> = {}): Decision {
  return {
    id: newDecisionId(),
    sessionId: newSessionId(),
    runId: newRunId(),
    pane: { serverPid: 1, serverStartedAt: 1, session: '$0', window: '@0', pane: '%0' },
    agent: 'claude',
    ask,
    about: 'x',
    shown: null,
    state: 'open',
    openedAt: '2026-01-02T03:04:05.000Z',
    answer: null,
    closedAt: null,
    note: null,
    ...changes,
  };
}

it('a prompt in which somebody types is seen again, one with a blank more is another', () => {
  const typed = (value: string) => ({
    ...askOf(`Name: ${value}`),
    steady: 'Name',
    fingerprint: fingerprintOf(askOf('Name')),
  });
  const open = (ask: Ask) => decisionOf(ask, { about: null, shown: ask.fingerprint });
  expect(isSeenAgain(typed('Ada'), open(typed('')))).toBe(true);
  expect(isSeenAgain(askOf('rm -rf / tmp/x'), open(askOf('rm -rf /tmp/x')))).toBe(false);
});

/** Each of them is told of by a hook that waits. */
const ownerOf = (seen: Ask, open: readonly Decision[]) => ownerAmong(seen, open, () => true);

const told = (body: string, changes: Partial<Ask> = {}) =>
  decisionOf(askOf(body, { source: 'hook', ...changes }));

const rmA = told('rm -rf a');
const rmAB = told('rm -rf ab');
const long = told('Clean up\ncd build &&\nrm -rf one two three four');
const edit = told('src/app.js\n const a = 1;\n-const b = 2;\n+const b = 22;', {
  title: 'Edit file',
});

const tool = told('demo: poke (MCP)\ntarget: alpha\nn: 3', { title: 'Tool use' });
const page = told('url: https://example.com/page\nprompt: Summarise it', { title: 'Fetch' });
const file = told('todo.md\n# Today\n\n- eat\n- sleep', { title: 'Create file' });
const part = told('a.txt\n-two words\n+2 words', { title: 'Edit' });
const less = told('a.txt\n-wo', { title: 'Edit' });
const anew = told('Writing to a.txt\n1 one\n2 anew\n3 three\n4 four', { title: 'WriteFile' });

describe('whose prompt the screen shows', () => {
  it.each<[string, Ask, readonly Decision[], Decision | 'several' | 'none']>([
    ['the very text', askOf('rm -rf a'), [rmA, long], rmA],
    ['another text', askOf('rm -rf b'), [rmA, long], 'none'],
    ['more than was told of', askOf('rm -rf a && curl evil'), [rmA], 'none'],
    ['a part of a longer word, whole on the screen', askOf('rm -rf a'), [rmA, rmAB], rmA],
    [
      'the same, and the screen may have cut it',
      askOf('rm -rf a', { mayBeCut: true }),
      [rmA, rmAB],
      'several',
    ],
    ['a longer word than was told of', askOf('rm -rf ab'), [rmA], 'none'],
    [
      'wrapped by a narrow pane',
      askOf('Clean up\ncd build && rm -rf one\ntwo three four'),
      [rmA, long],
      long,
    ],
    ['only its end', askOf('two three four', { mayBeCut: true }), [rmA, long], long],
    ['a description in front', askOf('Remove it\nrm -rf a'), [rmA, long], rmA],
    [
      'a numbered diff with the file around it',
      askOf('app.js\n 1  const a = 1;\n 2 -const b = 2;\n 2 +const b = 22;\n 9  other();'),
      [edit, rmA],
      edit,
    ],
    [
      'a numbered diff of something else',
      askOf('app.js\n 2 -const b = 2;\n 2 +const b = 23;'),
      [edit],
      'none',
    ],
    [
      'a file with numbered lines',
      askOf('todo.md\n 1 # Today\n 2\n 3 - eat\n 4 - sleep'),
      [file, rmA],
      file,
    ],
    [
      'a file with another line in it',
      askOf('todo.md\n 1 # Today\n 2 - eat\n 3 - rm'),
      [file],
      'none',
    ],
    [
      'whole lines, where a part of one changes',
      askOf('a.txt\n1   one\n2 - two words here\n2 + 2 words here\n3   three'),
      [part, rmA],
      part,
    ],
    [
      'one that is wrapped',
      askOf('a.txt\n2 - it is two\n    words here\n2 + it is 2 wo\n    rds here\n3   three'),
      [part, rmA],
      part,
    ],
    [
      'what is left of a line that loses a part',
      askOf('a.txt\n2 - two words here\n2 + to words here'),
      [less, part],
      less,
    ],
    [
      'another change of the same line',
      askOf('a.txt\n2 - two words here\n2 + 3 words here'),
      [part],
      'none',
    ],
    [
      'the same change of another file',
      askOf('b.txt\n2 - two words here\n2 + 2 words here'),
      [part],
      'none',
    ],
    [
      'what is lost of a file that is written anew',
      askOf('Writing to a.txt\n1   one\n2 - two words here\n2 + anew\n3   three\n4 + four'),
      [anew, part],
      anew,
    ],
    [
      'the same, where the pane wraps it and a character is lost',
      askOf('Writing to a.txt\n1   one\n2 - two words here\n2 + an\n    w\n3   three\n4 + fou'),
      [anew, part],
      anew,
    ],
    [
      'another line in a file that is written anew',
      askOf('Writing to a.txt\n1   one\n2 - two words here\n2 + again\n3   three'),
      [anew],
      'none',
    ],
    [
      'nothing but losses of a file that is written anew',
      askOf('Writing to a.txt\n1   one\n2 - two words here'),
      [anew],
      'none',
    ],
    [
      'the input of a tool',
      askOf('demo — Poke Tool: (MCP)\ntarget: "alpha"\nn: 3'),
      [tool, page],
      tool,
    ],
    [
      'another input of it',
      askOf('demo — Poke Tool: (MCP)\ntarget: "beta"\nn: 3'),
      [tool, page],
      'none',
    ],
    [
      'a page',
      askOf(
        'Claude wants to fetch content from example.com\nurl: https://example.com/page\nprompt: Summarise it',
      ),
      [tool, page],
      page,
    ],
    ['two that are the same', askOf('rm -rf a'), [rmA, told('rm -rf a')], 'several'],
    ['nothing of what it asks about', askOf(''), [rmA], rmA],
    ['nothing of it, and two could be meant', askOf(''), [rmA, long], 'several'],
    ['another kind', askOf('rm -rf a', { kind: 'plan' }), [rmA], 'none'],
  ])('%s', (_what, seen, open, owner) => {
    const found = ownerOf(seen, open);
    expect(found.kind === 'one' ? found.decision : found.kind).toBe(owner);
  });

  it('P1 what was paired before becomes doubtful with a second one that fits as well', () => {
    const seen = askOf('rm -rf a');
    const paired = { ...rmA, shown: seen.fingerprint };
    expect(ownerOf(seen, [paired])).toEqual({ kind: 'one', decision: paired });
    expect(ownerOf(seen, [paired, told('rm -rf a')]).kind).toBe('several');
    const silent = askOf('');
    const first = { ...edit, shown: silent.fingerprint };
    expect(ownerOf(silent, [first, told('src/b.js\n+x')]).kind).toBe('several');
  });

  it('P8 of several that are word for word the same, and that only keys answer, it is the one in front, else the oldest', () => {
    const seen = askOf('rm -rf a', { mayBeCut: true });
    const [older, newer, other] = [told('rm -rf a'), told('rm -rf a'), told('rm -rf a\nrm -rf b')];
    const among = (open: readonly Decision[], waits = false) => ownerAmong(seen, open, () => waits);
    expect(among([older, newer])).toEqual({ kind: 'one', decision: older });
    const front = { ...newer, shown: seen.fingerprint };
    expect(among([older, front])).toEqual({ kind: 'one', decision: front });
    expect(among([older, newer], true).kind).toBe('several');
    expect(among([older, newer, other]).kind).toBe('several');
    expect(asksTheSame(older.ask, other.ask)).toBe(false);
  });

  it('a prompt that was only seen is known by its fingerprint alone', () => {
    const seen = askOf('rm -rf a');
    const only = decisionOf(seen, { about: null, shown: seen.fingerprint });
    expect(ownerOf(seen, [only])).toEqual({ kind: 'one', decision: only });
    expect(ownerOf(askOf('rm -rf a', { title: 'Other' }), [only]).kind).toBe('none');
  });
});

describe('what a card says of a prompt that was told of and seen', () => {
  const hook = askOf('make one\nmake two', { source: 'hook', title: 'Run this?' });
  const seen = (body: string, mayBeCut = false) => askOf(body, { mayBeCut });

  it('what it is for stays, where the screen has all of it', () => {
    expect(inFull(seen('Builds both\nmake one\n make two'), hook)).toMatchObject({
      title: 'Run this?',
      body: 'Builds both\nmake one\n make two',
      mayBeCut: false,
      source: 'hook',
    });
  });

  it.each([
    ['a part', seen('make two', true)],
    ['perhaps a part', seen('Builds both\nmake one\nmake two', true)],
    ['more behind it', seen('make one\nmake two\nBuilds both')],
    ['nothing', seen('')],
  ])('otherwise it is what was told: %s', (_, screen) => {
    expect(inFull(screen, hook).body).toBe(hook.body);
  });
});
