import { clip } from '../domain/clip.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import type { Reading } from '../domain/ask.ts';
import type { Engine } from './engine.ts';
import { agentOf, refOf } from './launch.ts';

export interface Activity {
  readonly class: 'working' | 'idle' | 'blocked_on_permission' | 'errored' | 'done' | 'unknown';
  /** At most 120 characters. */
  readonly summary: string;
  /** True when the pane showed the very same as last time, so that nothing was read anew. */
  readonly cached: boolean;
}

const summaryLimit = 120;

/** What a session is doing, in a word and a line. A screen that did not change is not read twice. */
export function createActivity(engine: Engine): (session: Session) => Promise<Activity> {
  const seen = new Map<string, { readonly screen: string; readonly activity: Activity }>();

  return async (session) => {
    const settled = withoutPane(session);
    if (settled !== null) return settled;
    if (session.pane === null) return { class: 'unknown', summary: 'no terminal', cached: false };
    const captured = await engine.tmux.capture(refOf(session.pane));
    if (captured.kind !== 'screen') {
      const summary = captured.kind === 'gone' ? 'its terminal is gone' : captured.why;
      return { class: 'unknown', summary: cut(summary), cached: false };
    }
    const key = `${session.runId}\n${captured.screen.lines.join('\n')}`;
    const before = seen.get(session.id);
    if (before?.screen === key) return { ...before.activity, cached: true };
    const activity = describe(
      agentOf(engine, session.agent).read(captured.screen),
      captured.screen,
    );
    seen.set(session.id, { screen: key, activity });
    return activity;
  };
}

function withoutPane(session: Session): Activity | null {
  switch (session.lifecycle) {
    case 'errored':
      return { class: 'errored', summary: cut(session.error ?? 'errored'), cached: false };
    case 'stopped':
    case 'archived':
    case 'decommissioned':
      return { class: 'done', summary: session.lifecycle, cached: false };
    default:
      return null;
  }
}

function describe(reading: Reading, screen: Screen): Activity {
  const last = screen.lines.findLast((line) => /[\p{L}\p{N}]/u.test(line))?.trim() ?? '';
  switch (reading.kind) {
    case 'working':
      return { class: 'working', summary: cut(reading.doing ?? last), cached: false };
    case 'idle':
      return { class: 'idle', summary: cut(last), cached: false };
    case 'asking':
      return { class: 'blocked_on_permission', summary: cut(reading.ask.title), cached: false };
    case 'exited':
      return { class: 'done', summary: 'its program has ended', cached: false };
    case 'starting':
    case 'unknown':
      return { class: 'unknown', summary: cut(last), cached: false };
  }
}

function cut(text: string): string {
  return clip(text, summaryLimit);
}
