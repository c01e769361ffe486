import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/domain/session.ts';
import { sessionCard } from '../../../src/telegram/cards/session.ts';
import { sessionsCard } from '../../../src/telegram/cards/sessions.ts';
import { textLimit } from '../../../src/telegram/text/split.ts';
import { aFullSession, aSession } from '../../support/session.ts';

const now = Date.UTC(2026, 0, 3);

function homeOf(sessions: readonly Session[], changes = {}) {
  return sessionsCard({
    sessions,
    pending: [],
    unreadable: 0,
    page: 0,
    project: null,
    now,
    titleOf: (agent) => agent,
    ...changes,
  });
}

function many(count: number): readonly Session[] {
  return Array.from({ length: count }, (_, n) =>
    aSession({
      name: `tap-s${n}`,
      project: n % 2 === 0 ? 'even' : 'odd',
      lifecycle: 'active',
      attention: 'idle',
      createdAt: new Date(now - n * 60_000).toISOString(),
    }),
  );
}

const verbs = (session: Session) =>
  (sessionCard({ session, agentTitle: 'x', now, focused: false }).keyboard ?? [])
    .flat()
    .map((one) => ('data' in one ? one.data.split(':')[1] : ''));

describe('the home screen', () => {
  it('shows ten to a page, newest first, and 300 fit', () => {
    const card = homeOf(many(300));
    expect(card.body.text.length).toBeLessThan(textLimit);
    expect(card.body.text).toContain('300 sessions');
    expect(card.body.text.indexOf('tap-s0')).toBeLessThan(card.body.text.indexOf('tap-s1'));
    expect(card.body.text).not.toContain('tap-s10 ');
    const last = homeOf(many(300), { page: 29 });
    expect(last.body.text).toContain('tap-s299');
    expect(homeOf(many(300), { page: 999 }).body.text).toBe(last.body.text);
  });

  it('filters by project', () => {
    const card = homeOf(many(6), { project: 'odd' });
    expect(card.body.text).toContain('3 sessions in odd');
    expect(card.body.text).not.toContain('tap-s0');
  });

  it('tells the time as the phone has it, and what belongs to no project in words', () => {
    const [one = aSession({}), two = aSession({})] = many(2);
    const card = homeOf([one, { ...two, project: 'none' }]);
    expect(card.body.text).not.toContain('UTC');
    const time = card.body.entities.find(({ type }) => type === 'date_time');
    expect(time).toMatchObject({ unix_time: now / 1000, date_time_format: 't' });
    expect(card.keyboard?.flat().map(({ label }) => label)).toContain('📁 no project');
    expect(homeOf([two], { project: 'none' }).body.text).toContain('0 sessions without a project');
  });

  it('whoever waits for somebody comes first and has a button', () => {
    const sessions = many(20);
    const [, , third] = sessions;
    if (third === undefined) throw new Error('no third session');
    const ask = { title: 'Run it?' };
    const card = homeOf(sessions, { pending: [{ id: '12345678', sessionId: third.id, ask }] });
    expect(card.body.text.indexOf('tap-s2')).toBeLessThan(card.body.text.indexOf('tap-s0'));
    expect(card.body.text).toContain('Run it?');
    expect(card.keyboard?.[0]?.[0]?.label).toBe('🟡 tap-s2');
  });

  it('says what cannot be read, and what to do when nothing runs', () => {
    expect(homeOf([], { unreadable: 2 }).body.text).toMatch(/Nothing runs[^]*2 records/);
  });

  it('leaves out what is put away', () => {
    expect(homeOf([aSession({ lifecycle: 'archived' })]).body.text).toContain('Nothing runs');
  });
});

describe('the card of one session', () => {
  it.each([
    [{ lifecycle: 'active', attention: 'idle' }, ['use', 'screen', 'keys', 'pause', 'stop']],
    [
      { lifecycle: 'active', attention: 'working' },
      ['use', 'screen', 'keys', 'interrupt', 'pause', 'stop'],
    ],
    [
      { lifecycle: 'active', attention: 'awaiting_approval' },
      ['pending', 'use', 'screen', 'keys', 'pause', 'stop'],
    ],
    [{ lifecycle: 'paused', attention: 'idle' }, ['use', 'screen', 'keys', 'resume', 'stop']],
    [{ lifecycle: 'stopped', attention: 'exited' }, ['resume', 'archive', 'decommission']],
    [{ lifecycle: 'errored', attention: 'exited' }, ['resume', 'archive', 'decommission']],
    [{ lifecycle: 'archived', attention: 'exited' }, ['resume', 'decommission']],
    [{ lifecycle: 'decommissioned', attention: 'exited' }, []],
  ] as const)('has only what is possible in %o', (state, wanted) => {
    expect(verbs(aSession(state))).toEqual(wanted);
  });

  it('shows what is known of it', () => {
    const { body } = sessionCard({
      session: aFullSession(),
      agentTitle: 'Claude Code',
      now,
      focused: true,
    });
    for (const part of ['tap-shop', 'tap/shop-1', 'running the tests', 'crashed once']) {
      expect(body.text).toContain(part);
    }
  });
});
