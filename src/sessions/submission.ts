import type { Agent } from '../agents/agent.ts';
import type { Reading } from '../domain/ask.ts';
import type { SendOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import type { PaneRef } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';
import type { Look } from './glance.ts';
import { plainRuns } from './witness.ts';

/** How long a submission may take to show, and how often we look. */
const confirmMs = 4_000;
const lookMs = 40;
/** Enter is pressed once more if the text still stands in the box after this long. */
const secondEnterMs = 1_500;

export interface Submission {
  readonly engine: Engine;
  readonly agent: Agent;
  readonly ref: PaneRef;
  readonly before: Extract<Look, { kind: 'seen' }>;
  readonly text: string;
  readonly look: () => Promise<Look>;
  /** The agent itself has told that it took the text. */
  readonly took: () => boolean;
}

/** Watches until the text has gone from the box, was told to be taken, or nothing more is to be expected. */
export async function confirmSubmission(submission: Submission): Promise<SendOutcome> {
  const { engine, agent, ref, before, text, look } = submission;
  const wasWorking = before.reading.kind === 'working';
  const start = engine.clock.monotonic();
  let pressedAgain = false;
  for (;;) {
    if (submission.took()) return { kind: wasWorking ? 'queued' : 'delivered' };
    const now = await look();
    if (now.kind === 'not_seen') {
      return {
        kind: 'unknown',
        detail: `Typed, then the screen was lost: ${detailOf(now.outcome)}`,
      };
    }
    const verdict = submitted(agent, before.screen, now, wasWorking, text);
    if (verdict !== null) return verdict;
    const waited = engine.clock.monotonic() - start;
    if (waited > confirmMs) return unconfirmed(now.reading, wasWorking);
    const stands = now.reading.kind === 'idle' && holdsDraft(now.reading);
    if (!pressedAgain && waited > secondEnterMs && stands) {
      pressedAgain = true;
      const words = plainRuns(text, now.screen).slice(0, 1);
      await engine.tmux.keys(ref, [{ name: 'Enter' }], { while: words });
    }
    await engine.clock.sleep(lookMs);
  }
}

/** Only what was observed counts: the box is empty again and the screen is another one. */
function submitted(
  agent: Agent,
  before: Screen,
  now: Extract<Look, { kind: 'seen' }>,
  wasWorking: boolean,
  text: string,
): SendOutcome | null {
  const { reading, screen } = now;
  const changed = screen.lines.join('\n') !== before.lines.join('\n');
  switch (reading.kind) {
    case 'working':
      if (holdsDraft(reading)) return null;
      if (wasWorking) return changed && shows(screen, text) ? { kind: 'queued' } : null;
      return { kind: 'delivered' };
    case 'asking':
      // At work it may ask for something of its own, and what was typed shows nowhere meanwhile.
      if (wasWorking) return changed && shows(screen, text) ? { kind: 'queued' } : null;
      return { kind: 'delivered' };
    case 'idle':
      return changed && !holdsDraft(reading) ? { kind: 'delivered' } : null;
    case 'unknown':
      return !agent.structured && changed ? { kind: 'delivered' } : null;
    case 'starting':
    case 'exited':
      return null;
  }
}

function unconfirmed(reading: Reading, wasWorking: boolean): SendOutcome {
  if (holdsDraft(reading)) {
    const detail = 'The text stands in the input box, but Enter did not submit it.';
    return { kind: 'unsubmitted', detail };
  }
  const detail = wasWorking
    ? 'The agent was busy and did not show the text. Look before sending again.'
    : 'Typed, but the program showed no reaction. Look before sending again.';
  return { kind: 'unknown', detail };
}

function holdsDraft(reading: Reading): boolean {
  const boxed = reading.kind === 'idle' || reading.kind === 'working';
  return boxed && reading.draft !== undefined && reading.draft !== '';
}

/** The beginning of the text stands somewhere on the screen, however it is wrapped. */
function shows(screen: Screen, text: string): boolean {
  const squeeze = (some: string) => some.replaceAll(/\s+/g, '');
  return squeeze(screen.lines.join('')).includes(squeeze(text).slice(0, 24));
}

function detailOf(outcome: SendOutcome): string {
  return 'detail' in outcome ? outcome.detail : outcome.kind;
}
