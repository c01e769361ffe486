import { describe, expect, it } from 'vitest';
import { nameFromUuid } from '../../src/domain/names.ts';
import { statusOf } from '../../src/domain/session.ts';
import type { Session } from '../../src/domain/session.ts';
import { parseSession, sessionToJson } from '../../src/domain/wire.ts';

const nil = '00000000-0000-0000-0000-000000000000';
const fiveFields = {
  id: nil,
  workdir: '/tmp/w',
  status: 'Active',
  control: 'Tmux',
  active_delegations: 0,
};

function load(record: unknown): Session {
  const parsed = parseSession(record);
  if (parsed.kind === 'broken') throw new Error(parsed.why);
  return parsed.value;
}

describe('a snapshot of an earlier tool', () => {
  it('S1.32 S1.49 S1.30 S1.16 loads with nothing but the five fields that were mandatory', () => {
    expect(load(fiveFields)).toMatchObject({
      id: nil,
      workdir: '/tmp/w',
      lifecycle: 'active',
      control: 'Tmux',
      activeDelegations: 0,
      origin: 'tmux',
      pid: null,
      projectPath: null,
      pausedAt: null,
      pauseSummary: null,
    });
  });

  it('S1.32 S1.19 S1.21 S1.22 each of the five is missed by its name', () => {
    for (const field of Object.keys(fiveFields)) {
      const { [field as 'id']: _gone, ...rest } = fiveFields;
      expect(parseSession(rest)).toEqual({ kind: 'broken', why: `field ${field} is missing` });
    }
  });

  it('S1.25 S1.26 T1.2 a missing time stays unknown: an old record must not look fresh', () => {
    const session = load(fiveFields);
    expect([session.createdAt, session.lastSeenAt]).toEqual([null, null]);
    const again = load(JSON.parse(JSON.stringify(sessionToJson(session))));
    expect([again.createdAt, again.lastSeenAt]).toEqual([null, null]);
  });

  it('S1.24 T1.3 an empty or missing tmux_name is no tmux identity, and never a name', () => {
    for (const record of [fiveFields, { ...fiveFields, tmux_name: '' }]) {
      const session = load(record);
      expect(session.pane).toBeNull();
      expect(session.name).toBe(nameFromUuid(nil));
    }
    expect(load({ ...fiveFields, tmux_name: 'tmpm-shop' }).name).toBe('tmpm-shop');
  });

  it.each([
    ['RFC 3339', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['an offset', '2026-01-02T05:04:05.5+02:00', '2026-01-02T03:04:05.500Z'],
    ['nanoseconds', '2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05.123Z'],
    [
      'seconds and nanoseconds',
      { secs_since_epoch: 1_767_323_045, nanos_since_epoch: 678_900_000 },
      '2026-01-02T03:04:05.678Z',
    ],
    ['epoch seconds', 1_767_323_045, '2026-01-02T03:04:05.000Z'],
    ['epoch milliseconds', 1_767_323_045_678, '2026-01-02T03:04:05.678Z'],
  ])('T1.4 a time as %s is read, and written as RFC 3339 in UTC', (_form, given, written) => {
    const session = load({ ...fiveFields, created_at: given, last_seen: given });
    expect(sessionToJson(session)).toMatchObject({ created_at: written, last_seen: written });
  });

  it.each([['soon'], ['2026-13-02T03:04:05Z'], [-5], [{ secs_since_epoch: 'x' }], [true]])(
    'T1.4 %o is not a time',
    (given) => {
      expect(parseSession({ ...fiveFields, last_seen: given })).toMatchObject({ kind: 'broken' });
    },
  );

  it('fields that nobody knows are no reason to refuse a record', () => {
    expect(load({ ...fiveFields, mood: 'good' })).toEqual(load(fiveFields));
  });
});

describe('a record of the session manager', () => {
  const managed = {
    id: '6f9619ff-8b86-4d11-b42d-00c04fc964ff',
    tmux_name: 'tmpm-shop',
    cwd: '/home/ada',
    task: 'fix the tests',
    state: 'Active',
    created_at: '2026-01-02T03:04:05Z',
    workspace_path: '/srv/trees/shop',
    repo_url: 'https://example.org/shop.git',
    branch: 'fix',
    pending_decision: 'Proceed?',
    proposed_default: 'yes',
    runtime: 'claude-code',
  };

  it('S2.21 S2.22 loads with its own field names', () => {
    expect(load(managed)).toMatchObject({
      name: 'tmpm-shop',
      workdir: '/home/ada',
      task: 'fix the tests',
      lifecycle: 'active',
      control: 'Tmux',
      agent: 'claude-code',
    });
    const states = ['Provisioning', 'Stopped', 'Errored', 'Decommissioned'];
    expect(states.map((state) => statusOf(load({ ...managed, state })))).toEqual([
      'Starting',
      'Stopped',
      'Errored',
      'Decommissioned',
    ]);
  });

  it('S2.24 a record that names no agent belongs to the one that was the default', () => {
    const { runtime: _none, ...rest } = managed;
    expect(load(rest).agent).toBe('claude-code');
  });

  it('T2.10 its workspace is never taken for one that we made', () => {
    expect(load(managed).workspace).toEqual({
      path: '/srv/trees/shop',
      kind: 'given',
      owned: false,
      repoPath: null,
      repoUrl: 'https://example.org/shop.git',
      branch: 'fix',
      branchOwned: false,
    });
  });

  it('T2.5 a question that is bound to no decision is not carried over', () => {
    expect(load(managed).pendingDecision).toBeNull();
  });
});
