import { newRunId, parseDecisionId } from '../../src/domain/ids.ts';
import { newSession } from '../../src/domain/session.ts';
import type { Session } from '../../src/domain/session.ts';

/** A session as it is right after it was made, with what the test needs changed. */
export function aSession(changes: Partial<Session> = {}): Session {
  const made = newSession({ workdir: '/srv/shop', agent: 'claude', now: Date.UTC(2026, 0, 2) });
  return { ...made, ...changes };
}

/** One with something in every field. */
export function aFullSession(changes: Partial<Session> = {}): Session {
  const runId = newRunId();
  const decision = parseDecisionId('0a1b2c3d');
  if (decision === null) throw new Error('a decision id has another form now');
  return aSession({
    runId,
    name: 'tap-shop',
    project: 'shop',
    projectPath: '/srv/shop',
    task: 'fix the tests — «all» of them',
    agentArgs: ['--model', 'large one'],
    lifecycle: 'active',
    attention: 'awaiting_approval',
    pane: {
      serverPid: 812,
      serverStartedAt: 1_760_000_000,
      session: '$3',
      window: '@4',
      pane: '%5',
    },
    pid: 4711,
    workspace: {
      path: '/srv/trees/shop-1',
      kind: 'worktree',
      owned: true,
      repoPath: '/srv/shop',
      repoUrl: 'https://example.org/shop.git',
      branch: 'tap/shop-1',
      branchOwned: true,
    },
    correlation: {
      worktree: '/srv/trees/shop-1',
      branch: 'tap/shop-1',
      issueId: 'SHOP-7',
      issueUrl: 'https://example.org/issues/7',
      prNumber: 12,
      prUrl: 'https://example.org/pulls/12',
    },
    agentSessionId: 'c0ffee',
    pendingDecision: { id: decision, runId, question: 'Run npm test?', proposedDefault: 'yes' },
    activeDelegations: 2,
    activity: 'running the tests',
    stop: {
      cause: 'agent_crashed',
      at: '2026-01-02T03:04:05.678Z',
      exitCode: 137,
      signal: 'SIGKILL',
    },
    error: 'the agent crashed once',
    flaps: { count: 2, resumedAt: '2026-01-02T03:00:00.000Z' },
    lastSeenAt: '2026-01-02T04:00:00.000Z',
    lastActivityAt: '2026-01-02T04:01:00.000Z',
    pausedAt: '2026-01-02T05:00:00.000Z',
    pauseSummary: 'half of the tests are green',
    revision: 41,
    ...changes,
  });
}
