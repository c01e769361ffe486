import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import { nameFromUuid } from '../../src/domain/names.ts';
import { isLive, isTerminal, newSession, statusOf, touch } from '../../src/domain/session.ts';
import { attentions, lifecycles } from '../../src/domain/states.ts';
import { aSession } from '../support/session.ts';

const now = Date.UTC(2026, 4, 6, 7, 8, 9);

describe('a new session', () => {
  const id = newSessionId();
  const made = newSession({ id, workdir: '/tmp/w', control: 'Pty', agent: 'codex', now });

  it('S1.20 S1.33 is made of an id, a workdir, a control model and perhaps a project folder', () => {
    expect(made).toMatchObject({ id, workdir: '/tmp/w', control: 'Pty', agent: 'codex' });
  });

  it('S1.34 S1.41 is named after the project folder', () => {
    const projectDir = '/Users/x/trusty-mpm';
    expect(newSession({ workdir: '/tmp', projectDir, agent: 'codex', now }).name).toBe(
      'tap-trusty-mpm',
    );
  });

  it('S1.35 S1.40 without a folder is named after its id, and is starting', () => {
    expect(made.name).toBe(nameFromUuid(id));
    expect(made.name.startsWith('tap-')).toBe(true);
    expect(statusOf(made)).toBe('Starting');
  });

  it('S1.36 S1.44 S1.46 S1.23 has both times at the same instant and nothing else yet', () => {
    expect(made.createdAt).toBe('2026-05-06T07:08:09.000Z');
    expect(made.lastSeenAt).toBe(made.createdAt);
    expect(made).toMatchObject({
      lifecycle: 'starting',
      activeDelegations: 0,
      projectPath: null,
      pausedAt: null,
      pauseSummary: null,
      origin: 'tmux',
      pid: null,
    });
  });

  it('S1.37 S1.42 the project folder gives the name only', () => {
    const named = newSession({ workdir: '/tmp', projectDir: '/srv/shop', agent: 'codex', now });
    expect(named.projectPath).toBeNull();
    expect(made.projectPath).toBeNull();
  });
});

describe('touch', () => {
  it('S1.38 stamps last_seen and changes nothing else', () => {
    const before = aSession();
    const after = touch(before, now);
    expect(after.lastSeenAt).toBe('2026-05-06T07:08:09.000Z');
    expect({ ...after, lastSeenAt: before.lastSeenAt }).toEqual(before);
  });

  it('S1.50 T1.7 a clock that was set back moves last_seen neither back nor before created_at', () => {
    const seen = touch(aSession(), now);
    expect(touch(seen, now - 60_000).lastSeenAt).toBe(seen.lastSeenAt);
    const unseen = aSession({ createdAt: '2026-05-06T07:08:09.000Z', lastSeenAt: null });
    expect(touch(unseen, now - 60_000).lastSeenAt).toBe(unseen.createdAt);
  });

  it('T1.2 a record that was never seen gets its first time from being seen', () => {
    const old = aSession({ createdAt: null, lastSeenAt: null });
    expect(touch(old, now).lastSeenAt).toBe('2026-05-06T07:08:09.000Z');
  });
});

describe('the status word', () => {
  it('C1 comes from both axes, of which neither decides the other', () => {
    const words = lifecycles.map((lifecycle) =>
      attentions.map((attention) => statusOf({ lifecycle, attention })),
    );
    const active = words[lifecycles.indexOf('active')];
    expect(new Set(active)).toEqual(new Set(['Active', 'AwaitingApproval', 'Stopped']));
    const others = words.filter((_, index) => lifecycles[index] !== 'active');
    for (const row of others) expect(new Set(row).size).toBe(1);
  });

  it('C6 a stopped session is neither live nor over', () => {
    expect(isTerminal({ lifecycle: 'stopped' })).toBe(false);
    expect(isLive({ lifecycle: 'stopped' })).toBe(false);
    expect(lifecycles.filter((lifecycle) => isTerminal({ lifecycle }))).toEqual([
      'archived',
      'decommissioned',
    ]);
  });
});
