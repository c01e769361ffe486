import { describe, expect, it } from 'vitest';
import { agentById } from '../../src/agents/index.ts';
import { problemOf } from '../../src/agents/problem.ts';
import type { Problem, Remarks } from '../../src/domain/report.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { captureNames, capturedScreen, screenOf } from '../support/screens.ts';

function remarksOn(agent: string, screen: Screen): Remarks {
  const remarks = agentById(agent)?.remarks?.(screen);
  if (remarks === undefined) throw new Error(`${agent} remarks nothing`);
  return remarks;
}

/** Every capture that shows an error, and none besides. */
const shown: Readonly<Record<string, Readonly<Record<string, [Problem['kind'], string]>>>> = {
  claude: {
    '06b-not-logged-in-after-prompt': ['key', 'Not logged in · Please run /login'],
    '93-api-error-connection-refused': ['network', 'ECONNREFUSED'],
    '93-api-error-e400': ['other', 'API Error: 400 fake bad request'],
    '93-api-error-e413': ['too_long', 'Request too large (max 32MB).'],
    '93-api-error-e500': ['other', 'fake error 500. This is a server-side issue'],
    '93-api-error-e529': ['overloaded', '529 Overloaded.'],
    '93-api-error-edrop': ['network', 'Connection dropped (ECONNRESET).'],
    '94-api-error-500-retrying': ['other', '500 fake error 500'],
    '94-api-error-retrying-529': ['overloaded', 'Repeated 529 Overloaded errors.'],
  },
  codex: {
    '53-missing-env-key': ['key', 'Missing environment variable: `FAKE_API_KEY`.'],
    '54-api-error': ['overloaded', 'currently experiencing high demand'],
  },
  gemini: { '54-api-error-400': ['other', '400 fake error'] },
  opencode: { '55-api-error-401': ['other', 'fake error'] },
};

describe.each(Object.keys(shown))('what the screens of %s tell of errors', (agent) => {
  const expected = shown[agent] ?? {};

  it.each(Object.entries(expected))('%s', (name, [kind, words]) => {
    const { problem } = remarksOn(agent, capturedScreen(agent, name));
    expect(problem?.kind).toBe(kind);
    expect(problem?.text).toContain(words);
  });

  it('nothing else is taken for one', () => {
    const others = captureNames(agent).filter(
      (name) =>
        !Object.hasOwn(expected, name) &&
        remarksOn(agent, capturedScreen(agent, name)).problem !== null,
    );
    expect(others).toEqual([]);
  });

  it('no capture is nearly full', () => {
    const full = captureNames(agent).filter(
      (name) => (remarksOn(agent, capturedScreen(agent, name)).contextLeft ?? 100) <= 10,
    );
    expect(full).toEqual([]);
  });
});

/** The screen with some of its rows drawn otherwise. */
function changed(screen: Screen, from: RegExp, to: string): Screen {
  const at = screen.lines.findIndex((line) => from.test(line));
  if (at < 0) throw new Error(`no row like ${from}`);
  const swap = (rows: readonly string[]) => rows.map((row, index) => (index === at ? to : row));
  return screenOf({ ...screen, lines: swap(screen.lines), styled: swap(screen.styled) });
}

describe('an error that is only quoted', () => {
  it('claude: the model writes in the terminal’s own colour', () => {
    const screen = capturedScreen('claude', '93-api-error-connection-refused');
    const quoted = changed(screen, /^● API Error/u, '● API Error: 529 Overloaded');
    expect(remarksOn('claude', quoted).problem).toBeNull();
  });

  it('claude: and one further up is over', () => {
    const screen = capturedScreen('claude', '93-api-error-refusal');
    expect(screen.lines.some((line) => line.startsWith('● API Error'))).toBe(true);
    expect(remarksOn('claude', screen).problem).toBeNull();
  });

  it('codex and gemini: the model’s own text is indented', () => {
    const codex = changed(capturedScreen('codex', '54-api-error'), /^■ /u, '  ■ 529 overloaded');
    expect(remarksOn('codex', codex).problem).toBeNull();
    const gemini = changed(
      capturedScreen('gemini', '54-api-error-400'),
      /^✕ /u,
      '  ✕ [API Error: 429]',
    );
    expect(remarksOn('gemini', gemini).problem).toBeNull();
  });

  it('opencode: above the composer nothing counts', () => {
    const screen = capturedScreen('opencode', '04-idle-in-session');
    const quoted = changed(screen, /footer is:/, '   ⬝⬝⬝⬝⬝⬝■■ 429 [retrying attempt #2]');
    expect(remarksOn('opencode', quoted).problem).toBeNull();
  });
});

describe('the room that is left', () => {
  const cases: readonly [string, string, string, RegExp, string, number][] = [
    [
      'claude',
      'below the box',
      '29-idle-after-turn',
      /^ {2}⏸/u,
      '  ⏸ manual mode on   7% until auto-compact',
      7,
    ],
    [
      'claude',
      'when it is low',
      '29-idle-after-turn',
      /^ {2}⏸/u,
      '  ⏸ manual mode on   Context low (4% remaining) · /compact',
      4,
    ],
    [
      'claude',
      'as what is used',
      '29-idle-after-turn',
      /^ {2}⏸/u,
      '  ⏸ manual mode on   93% context used',
      7,
    ],
    [
      'codex',
      'below the composer',
      '03-idle-fresh',
      /^ {2}← for agents/u,
      '  ? for shortcuts      9% context left',
      9,
    ],
    [
      'opencode',
      'beside its keys',
      '04-idle-in-session',
      /ctrl\+p commands$/,
      '   /srv   190.3K (95%)  ctrl+p commands',
      5,
    ],
  ];
  it.each(cases)('%s: %s', (agent, _where, name, from, to, left) => {
    expect(remarksOn(agent, changed(capturedScreen(agent, name), from, to)).contextLeft).toBe(left);
  });

  it('gemini: in its footer’s own column', () => {
    const screen = capturedScreen('gemini', '54-api-error-400');
    const heads = changed(screen, /^ workspace/, ' workspace          context       /model');
    const full = changed(heads, /no sandbox/, ' ~/code             92% used      Auto');
    expect(remarksOn('gemini', full).contextLeft).toBe(8);
  });

  it('is not read from what the model writes', () => {
    const screen = capturedScreen('claude', '29-idle-after-turn');
    const quoted = changed(screen, /^● /u, '● Context low (2% remaining)');
    expect(remarksOn('claude', quoted).contextLeft).toBeNull();
  });
});

describe('the name of an error', () => {
  it.each([
    ['API Error: Request rejected (429) · fake rate limited', 'rate_limit'],
    ['API Error: 529 Overloaded. This is a server-side issue', 'overloaded'],
    ['Invalid API key · Fix external API key', 'key'],
    ['Please run /login · API Error: 403 fake forbidden', 'key'],
    ['Prompt is too long · automatic compaction failed: API Error: 529 Overloaded', 'too_long'],
    ['Credit balance too low · Add funds: https://example.org', 'billing'],
    ['stream disconnected before completion', 'network'],
    ['API Error: 400 something new', 'other'],
  ])('%s', (words, kind) => {
    expect(problemOf(words).kind).toBe(kind);
  });

  it('is one line, and not a long one', () => {
    expect(problemOf(`a\n${'b'.repeat(500)}`).text).toMatch(/^a b{197}…$/);
  });
});

describe('a turn that was interrupted', () => {
  it.each([
    ['claude', 'c26-classic-interrupted'],
    ['codex', '34-interrupted'],
    ['gemini', '34-interrupted'],
  ])('%s shows it as the last of its turn', (agent, name) => {
    const screen = capturedScreen(agent, name);
    expect(remarksOn(agent, screen).interrupted).toBe(true);
    const others = captureNames(agent).filter(
      (one) =>
        !/interrupted|deny/.test(one) && remarksOn(agent, capturedScreen(agent, one)).interrupted,
    );
    expect(others).toEqual([]);
  });
});

describe('what was said since it was spoken to', () => {
  it.each([
    ['claude', 'c26-classic-interrupted', /^slow line 0\n/, /slow line 1$/],
    ['codex', '34-interrupted', /tick 0/, /tick 0 tick 1 tick 2 tick 3$/],
    ['gemini', '34-interrupted', /^tick 0 tick 1/, /tick 4$/],
  ])('%s: without its marks, its box and what is not its word', (agent, name, start, end) => {
    const { said } = remarksOn(agent, capturedScreen(agent, name));
    expect(said).toMatch(start);
    expect(said).toMatch(end);
  });

  it.each([
    ['claude', '10-idle-fresh-120x40'],
    ['codex', '03-idle-fresh'],
  ])('%s: a greeting is nothing', (agent, name) => {
    expect(remarksOn(agent, capturedScreen(agent, name)).said).toBeNull();
  });
});
