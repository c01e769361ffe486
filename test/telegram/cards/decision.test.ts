import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/domain/ask.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import { newDecisionId, newRunId, newSessionId } from '../../../src/domain/ids.ts';
import { parseCallback } from '../../../src/telegram/callbacks.ts';
import { decisionCard, decisionFile } from '../../../src/telegram/cards/decision.ts';

function decisionOf(ask: Partial<Ask>, changes: Partial<Decision> = {}): Decision {
  return {
    id: newDecisionId(),
    sessionId: newSessionId(),
    runId: newRunId(),
    pane: { serverPid: 1, serverStartedAt: 1, session: '$0', window: '@0', pane: '%0' },
    agent: 'claude',
    ask: {
      kind: 'permission',
      title: 'Run a command',
      body: 'npm test',
      options: [
        { label: 'Yes', tone: 'allow' },
        { label: 'Yes, always', tone: 'always' },
        { label: 'No', tone: 'deny' },
      ],
      source: 'hook',
      mayBeCut: false,
      fingerprint: 'x',
      ...ask,
    },
    about: null,
    shown: 'x',
    state: 'open',
    openedAt: '2026-01-02T03:04:05.000Z',
    answer: null,
    closedAt: null,
    note: null,
    ...changes,
  };
}

function cardOf(decision: Decision, ticks: readonly number[] | null = null) {
  return decisionCard({
    decision,
    session: { name: 'tap-shop', workdir: '/srv/shop', workspace: null },
    agentTitle: 'Claude Code',
    ticks,
    nameOf: (actor) => (actor === 'telegram:1' ? 'Ada' : actor),
  });
}

const labels = (card: ReturnType<typeof cardOf>) =>
  (card.keyboard ?? []).map((row) => row.map((one) => one.label).join(' | '));

describe('the card of a decision', () => {
  it.each(['choice', 'multi'] as const)(
    'says that a reply answers it: a %s with a field',
    (kind) => {
      const hint = 'Or reply to this message with words of your own.';
      const decision = decisionOf({ kind, ownWords: true });
      expect(cardOf(decision).body.text).toContain(hint);
      // It has buttons, and nobody has to write.
      expect(cardOf(decision).asksReply).toBeUndefined();
      expect(cardOf({ ...decision, state: 'answered' }).body.text).not.toContain(hint);
      expect(cardOf(decisionOf({ kind })).body.text).not.toContain(hint);
    },
  );

  it('names session, folder, agent and the whole of what is asked', () => {
    const { body, keyboard } = cardOf(decisionOf({}));
    for (const part of ['tap-shop', '/srv/shop', 'Claude Code', 'Run a command', 'npm test']) {
      expect(body.text).toContain(part);
    }
    expect(keyboard?.flat().map((one) => ('style' in one ? one.style : undefined))).toEqual([
      'success',
      undefined,
      'danger',
      undefined,
      undefined,
    ]);
  });

  it('a long body is a file, and the card says how much it does not show', () => {
    const long = 'x'.repeat(20_000);
    const decision = decisionOf({ body: long });
    const card = cardOf(decision);
    expect(card.body.text.length).toBeLessThan(4096);
    expect(card.body.text).toContain('20000 characters: 18500 are not shown here');
    expect(new TextDecoder().decode(decisionFile(decision)?.document?.bytes)).toBe(long);
    expect(decisionFile(decisionOf({}))).toBeNull();
  });

  it.each([
    ['one line without end', 'x'.repeat(100_000)],
    ['characters that are written out', '\u202E'.repeat(2_000)],
    ['lone surrogates', '\uD83D'.repeat(3_000)],
    ['nothing but line breaks', '\n'.repeat(50_000)],
    ['its own card', '🔐 tap-other · Claude Code\n✅ Yes by Ada · done\n'.repeat(500)],
  ])('T1.12 fits into one message with all its parts: %s', (_what, text) => {
    const options = ['Yes', 'No', 'Always', 'Never'].map((word) => ({
      label: `${word} ${text}`,
      tone: 'plain' as const,
    }));
    const decision = decisionOf(
      { title: text, body: text, options, mayBeCut: true },
      { note: 'It did not take.' },
    );
    const session = { name: 'tap-shop', workdir: `/${text}`, workspace: null };
    const card = decisionCard({
      decision,
      session,
      agentTitle: 'Claude Code',
      ticks: null,
      nameOf: String,
    });
    expect(card.body.text.length).toBeLessThanOrEqual(4096);
    expect(card.body.text.startsWith('🔐 tap-shop · Claude Code\n')).toBe(true);
    expect(card.body.text).not.toMatch(/[\u202E\uD83D](?![\uDC00-\uDFFF])/);
  });

  it('an option that is too long for its button is told in full', () => {
    const scope = `Yes, and don't ask again for: ${'npm run build, '.repeat(5)}make`;
    const card = cardOf(decisionOf({ options: [{ label: scope, tone: 'always' }] }));
    expect(labels(card)[0]).toMatch(/…$/);
    expect(card.body.text).toContain(scope);
  });

  it('a prompt that cannot be read is its screen and a keypad for that very screen', () => {
    const decision = decisionOf(
      {
        kind: 'menu',
        title: 'I can’t read this prompt',
        body: 'Pick one\n ❯ this\n   that',
        options: [],
      },
      { shown: '0123456789abcdef' },
    );
    const card = cardOf(decision);
    expect(card.body.text).toContain('❯ this');
    expect(card.body.entities.some((one) => one.type === 'pre')).toBe(true);
    expect(labels(card)).toEqual([
      '1 | 2 | 3 | 4 | 5',
      '← | ↑ | ↓ | →',
      'Enter | Esc | Tab',
      'Screen',
    ]);
    const enter = card.keyboard?.flat().find((one) => one.label === 'Enter');
    const data = enter !== undefined && 'data' in enter ? enter.data : '';
    expect(parseCallback(data)).toEqual({
      kind: 'decision',
      id: decision.id,
      act: { kind: 'key', code: 'ent', mark: '01234567' },
    });
  });

  it('says when the screen may have cut it', () => {
    expect(cardOf(decisionOf({ mayBeCut: true })).body.text).toContain('may not show all of it');
    expect(cardOf(decisionOf({})).body.text).not.toContain('may not show');
  });

  it('several choices are ticked, then submitted', () => {
    const options = [
      { label: 'Auth', tone: 'plain' as const, checked: true },
      { label: 'Search', tone: 'plain' as const, checked: false },
    ];
    const decision = decisionOf({ kind: 'multi', options });
    expect(labels(cardOf(decision))).toEqual(['☑ Auth', '☐ Search', 'Submit (1)', 'Screen']);
    expect(labels(cardOf(decision, [0, 1]))).toEqual([
      '☑ Auth',
      '☑ Search',
      'Submit (2)',
      'Screen',
    ]);
  });

  it('a question in words asks for a reply', () => {
    const card = cardOf(decisionOf({ kind: 'text', options: [] }));
    expect(card.asksReply).toBe(true);
    expect(labels(card)).toEqual(['Screen']);
  });

  it('answered: what, who, and no buttons; the command stays readable', () => {
    const answer = { by: 'telegram:1', label: 'Yes', at: '2026-01-02T03:05:00.000Z' };
    const card = cardOf(decisionOf({}, { state: 'answered', answer }));
    expect(card.body.text).toMatch(/Yes by Ada at \d\d:\d\d · done/);
    expect(card.body.text).toContain('npm test');
    expect(card.keyboard).toEqual([]);
  });

  it.each([
    ['permission', 'Yes', '✅'],
    ['permission', 'Yes, always', '✅'],
    ['permission', 'No', '🚫'],
    ['permission', 'No: not on a Friday', '🚫'],
    ['plan', 'smaller steps', '🚫'],
    ['choice', 'a flat file', '✅'],
  ] as const)('a %s answered "%s" is seen at a glance: %s', (kind, label, sign) => {
    const answer = { by: 'telegram:1', label, at: '2026-01-02T03:05:00.000Z' };
    const card = cardOf(decisionOf({ kind }, { state: 'answered', answer }));
    expect(card.body.text).toContain(`${sign} ${label} by Ada`);
  });

  it('what is approved is read without unfolding it, unless it is long', () => {
    const how = (body: string) =>
      cardOf(decisionOf({ body })).body.entities.flatMap(({ type }) =>
        type.includes('blockquote') ? [type] : [],
      );
    expect(how('Environment: local\n\nReason: tests\n\n$ npm test')).toEqual(['blockquote']);
    expect(how('a line\n'.repeat(40))).toEqual(['expandable_blockquote']);
    expect(how('word '.repeat(200))).toEqual(['expandable_blockquote']);
  });

  it('a folder that is not trusted is given no reason', () => {
    const options = [
      { label: 'No, exit', tone: 'deny' as const },
      { label: 'Yes, I trust this folder', tone: 'allow' as const },
    ];
    expect(labels(cardOf(decisionOf({ kind: 'trust', options }))).at(-1)).toBe('Screen');
    expect(labels(cardOf(decisionOf({ kind: 'plan', options }))).at(-1)).toBe(
      'Deny and say why | Screen',
    );
  });

  it('while it is being answered nobody can tap', () => {
    expect(cardOf(decisionOf({}, { state: 'answering' })).keyboard).toEqual([]);
  });

  it('T1.12 what an agent writes is text: no markup, nothing hidden, labels in one line', () => {
    const card = cardOf(
      decisionOf({
        title: '<b>rm</b>\u202E',
        body: '`$(x)`\u0007',
        options: [{ label: 'Yes\u202E\n2. No', tone: 'allow' }],
      }),
    );
    expect(card.body.text).toContain(String.raw`<b>rm</b>\u{202e}`);
    expect(card.body.text).toContain('`$(x)`␇');
    expect(labels(card)[0]).toBe(String.raw`Yes\u{202e} 2. No`);
  });

  it('P3 marks without end in every part leave room for how it ended, and the card is one message', () => {
    const zalgo = (letters: number) => `a${'\u0301'.repeat(30)}`.repeat(letters);
    const options = Array.from({ length: 6 }, () => ({
      label: zalgo(300),
      tone: 'plain' as const,
    }));
    const ask = { title: zalgo(300), body: zalgo(75), options };
    const note = 'It did not take. '.repeat(40);
    const closed = {
      state: 'answered' as const,
      answer: { by: 'telegram:1', label: zalgo(80), at: '2026-01-02T03:05:00.000Z' },
      closedAt: '2026-01-02T03:05:00.000Z',
    };
    for (const changes of [{ note }, { ...closed, note }]) {
      const { body, keyboard } = cardOf(decisionOf(ask, changes));
      expect(body.text.length).toBeLessThanOrEqual(4096);
      for (const button of keyboard?.flat() ?? []) expect(button.label.length).toBeLessThan(80);
    }
    expect(cardOf(decisionOf(ask, closed)).body.text).toContain('by Ada');
  });

  it('P8 more options than Telegram takes buttons: the card comes all the same, and says so', () => {
    const options = Array.from({ length: 130 }, (_, n) => ({
      label: `Option ${n}`,
      tone: 'plain' as const,
    }));
    for (const kind of ['choice', 'multi'] as const) {
      const { body, keyboard } = cardOf(decisionOf({ kind, options }));
      expect(keyboard?.flat().length).toBeLessThan(50);
      expect(body.text).toContain('90 more options');
    }
  });
});
