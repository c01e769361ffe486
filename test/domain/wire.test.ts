import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/domain/session.ts';
import { statusOf } from '../../src/domain/session.ts';
import { attentions, axesOf, lifecycles } from '../../src/domain/states.ts';
import { parseSession, sessionToJson } from '../../src/domain/wire.ts';
import { aFullSession, aSession } from '../support/session.ts';

function roundTrip(session: Session): Session {
  const parsed = parseSession(JSON.parse(JSON.stringify(sessionToJson(session))));
  if (parsed.kind === 'broken') throw new Error(parsed.why);
  return parsed.value;
}

/** The error of a record in which one field was changed. */
function whyBroken(changes: Readonly<Record<string, unknown>>): string {
  const parsed = parseSession({ ...sessionToJson(aFullSession()), ...changes });
  return parsed.kind === 'broken' ? parsed.why : 'it was taken';
}

describe('the JSON form of a session', () => {
  it('S1.1 has the same fields for every session, and every one of them is read back', () => {
    const full = aFullSession();
    const fresh = aSession();
    expect(Object.keys(sessionToJson(fresh))).toEqual(Object.keys(sessionToJson(full)));
    expect(roundTrip(full)).toEqual(full);
    expect(roundTrip(fresh)).toEqual(fresh);
  });

  it('S1.19 S1.20 S1.21 S1.22 S1.23 carries the five fields that every reader may rely on', () => {
    const session = aFullSession({ activeDelegations: 3 });
    expect(sessionToJson(session)).toMatchObject({
      id: session.id,
      workdir: '/srv/shop',
      status: 'AwaitingApproval',
      control: 'Tmux',
      active_delegations: 3,
    });
  });

  it('S1.39 keeps id, delegations and tmux_name', () => {
    const session = aSession({ lifecycle: 'active', activeDelegations: 2, name: 'tap-shop' });
    const json = sessionToJson(session);
    expect(json).toMatchObject({ status: 'Active', active_delegations: 2, tmux_name: 'tap-shop' });
    expect(roundTrip(session)).toEqual(session);
  });

  it('S1.27 S1.43 keeps a project path', () => {
    expect(sessionToJson(aSession()).project_path).toBeNull();
    expect(roundTrip(aSession({ projectPath: '/srv/shop' })).projectPath).toBe('/srv/shop');
  });

  it('S1.28 S1.29 S1.45 keeps what a pause left behind', () => {
    const pausedAt = '2026-03-04T05:06:07.008Z';
    const pauseSummary = 'the migration is half done\nnext: the tests';
    const session = aSession({ lifecycle: 'paused', pausedAt, pauseSummary });
    expect(sessionToJson(session)).toMatchObject({
      status: 'Paused',
      paused_at: pausedAt,
      pause_summary: pauseSummary,
    });
    expect(roundTrip(session)).toEqual(session);
  });

  it('S1.17 S1.31 S1.47 keeps a native origin and its pid, and gives it no tmux name', () => {
    const session = aSession({ origin: 'native', pid: 4242, control: 'Pty' });
    expect(sessionToJson(session)).toMatchObject({ origin: 'native', pid: 4242, tmux_name: '' });
    expect(roundTrip(session)).toEqual(session);
  });

  it('S1.16 S1.18 S1.48 the host is written in lower case', () => {
    const written = (['tmux', 'native'] as const).map((origin) =>
      JSON.stringify(sessionToJson(aSession({ origin })).origin),
    );
    expect(written).toEqual(['"tmux"', '"native"']);
  });

  it('S1.12 S1.13 S1.14 S1.15 the control model is written in PascalCase', () => {
    for (const control of ['Tmux', 'Pty', 'Sdk'] as const) {
      expect(sessionToJson(aSession({ control })).control).toBe(control);
      expect(roundTrip(aSession({ control })).control).toBe(control);
    }
  });

  it.each([
    ['S1.4', 'Starting'],
    ['S1.5', 'Active'],
    ['S1.6', 'AwaitingApproval'],
    ['S1.7', 'Detached'],
    ['S1.8', 'Paused'],
    ['S1.9', 'Stopped'],
  ] as const)('%s S1.10 the word %s is read and written exactly', (_number, word) => {
    const { lifecycle: _a, attention: _b, ...old } = sessionToJson(aSession());
    const parsed = parseSession({ ...old, status: word });
    expect(parsed).toMatchObject({ kind: 'ok', value: axesOf[word] });
    expect(statusOf(axesOf[word])).toBe(word);
    expect(sessionToJson(aSession(axesOf[word])).status).toBe(word);
  });

  it('C1 both axes survive in every combination, next to the word made of them', () => {
    for (const lifecycle of lifecycles) {
      for (const attention of attentions) {
        const session = aSession({ lifecycle, attention });
        expect(roundTrip(session)).toEqual(session);
        expect(sessionToJson(session).status).toBe(statusOf(session));
      }
    }
  });

  it('S2.21 carries the fields of a managed session under their old names as well', () => {
    expect(sessionToJson(aFullSession())).toMatchObject({
      runtime: 'claude',
      workspace_path: '/srv/trees/shop-1',
      repo_url: 'https://example.org/shop.git',
      branch: 'tap/shop-1',
      pending_decision: 'Run npm test?',
      proposed_default: 'yes',
      last_activity_at: '2026-01-02T04:01:00.000Z',
      correlation: { issue_id: 'SHOP-7', pr_number: 12 },
    });
  });

  it('S4.27 S4.28 says what the fields and states of the file store said', () => {
    const spawning = sessionToJson(aFullSession({ lifecycle: 'starting' }));
    expect(spawning).toMatchObject({
      project: 'shop',
      task: 'fix the tests — «all» of them',
      pane: { session: '$3', window: '@4', pane: '%5' },
      correlation: {
        branch: 'tap/shop-1',
        issue_id: 'SHOP-7',
        issue_url: 'https://example.org/issues/7',
        pr_number: 12,
        pr_url: 'https://example.org/pulls/12',
      },
    });
    const working = sessionToJson(aFullSession({ attention: 'working' }));
    const at = '2026-01-02T03:04:05.678Z';
    const stop = { cause: 'operator', at, exitCode: null, signal: null } as const;
    const killed = sessionToJson(aFullSession({ lifecycle: 'stopped', stop }));
    expect([spawning.status, working.status, killed.status]).toEqual([
      'Starting',
      'Active',
      'Stopped',
    ]);
    expect(working.attention).toBe('working');
    expect(killed.stop).toMatchObject({ cause: 'operator', at });
  });
});

describe('a broken record', () => {
  it.each([
    ['status', { lifecycle: undefined, status: 'active' }],
    ['status', { lifecycle: undefined, status: 'Napping' }],
    ['lifecycle', { lifecycle: 'Active' }],
    ['attention', { attention: 'asleep' }],
    ['control', { control: 'tmux' }],
    ['origin', { origin: 'Tmux' }],
    ['id', { id: 'shop' }],
    ['id', { id: undefined }],
    ['workdir', { workdir: 7 }],
    ['active_delegations', { active_delegations: -1 }],
    ['active_delegations', { active_delegations: '2' }],
    ['active_delegations', { active_delegations: undefined }],
    ['pid', { pid: 1.5 }],
    ['created_at', { created_at: 'yesterday' }],
    ['agent_args', { agent_args: 'all' }],
    ['pane.pane', { pane: { ...sessionToJson(aFullSession()).pane, pane: 5 } }],
    ['workspace.kind', { workspace: { path: '/srv', kind: 'loan' } }],
    ['stop.cause', { stop: { cause: 'bored', at: '2026-01-02T03:04:05Z' } }],
    ['decision_run_id', { decision_run_id: null }],
  ])('T1.5 names the field %s instead of guessing (%o)', (field, changes) => {
    expect(whyBroken(changes)).toMatch(new RegExp(`^field ${field.replace('.', '\\.')} is `));
  });

  it.each([[null], ['text'], [[]], [7]])('%o is not a record', (value) => {
    expect(parseSession(value)).toEqual({ kind: 'broken', why: 'the record is not an object' });
  });
});
