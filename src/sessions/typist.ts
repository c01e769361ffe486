import type { Agent } from '../agents/agent.ts';
import { pasted } from '../agents/spelling.ts';
import type { Stroke } from '../agents/spelling.ts';
import { messageOf } from '../errors.ts';
import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { RefusalReason, SendOutcome } from '../domain/outcomes.ts';
import type { Screen } from '../domain/screen.ts';
import type { Session } from '../domain/session.ts';
import type { PaneRef, Typed } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { agentOf, refOf } from './launch.ts';
import { refusalOf } from './sendable.ts';

/** How long a submission may take to show, and how often we look. */
const confirmMs = 4_000;
const lookMs = 40;
/** Enter is pressed once more if the text still stands in the box after this long. */
const secondEnterMs = 1_500;

/**
 *   look → (dialog? dead? draft? → refused, nothing typed) → paste + Enter → look until it is gone
 *
 * The text is typed at most once; only Enter is ever repeated, and only after another look.
 */
export function send(engine: Engine, id: SessionId, text: string): Promise<SendOutcome> {
  return engine.books.exclusive(id, async () => {
    const session = await engine.books.get(id);
    const refusal = refusalOf(text) ?? unfit(session);
    if (refusal !== null) return refusal;
    const outcome = await type(engine, session, text);
    if (outcome.kind === 'refused') return outcome;
    return record(engine, session, outcome);
  });
}

function unfit(session: Session): SendOutcome | null {
  if (session.control !== 'Tmux' || session.origin !== 'tmux') {
    return refused(
      'not_controllable',
      `${session.name} does not run in tmux (${session.control}), so nothing can be typed into it.`,
    );
  }
  switch (session.lifecycle) {
    case 'stopped':
    case 'decommissioned':
    case 'archived':
      return refused('state', `${session.name} is ${session.lifecycle}: cannot inject input.`);
    case 'paused':
      return refused('state', `${session.name} is paused: resume it first.`);
    default:
      return session.pane === null
        ? refused('pane_gone', `${session.name} has no terminal.`)
        : null;
  }
}

async function type(engine: Engine, session: Session, text: string): Promise<SendOutcome> {
  if (session.pane === null) return refused('pane_gone', `${session.name} has no terminal.`);
  const agent = agentOf(engine, session.agent);
  const ref = refOf(session.pane);
  const before = await look(engine, agent, ref);
  if (before.kind !== 'seen') return before.outcome;
  const blocked = notReady(session, agent, before.reading);
  if (blocked !== null) return blocked;

  const spelling = agent.typing.spell?.(text) ?? pasted(text);
  if (spelling.kind === 'refused') {
    return refused(
      'not_as_text',
      `${agent.title} would not take this as text: ${spelling.why}. Nothing was typed.`,
    );
  }
  const typed = await put(engine, agent, ref, spelling.strokes);
  switch (typed.kind) {
    case 'refused':
      return refusedByTmux(session, typed.why);
    case 'interrupted':
      return { kind: 'unsubmitted', detail: typed.why };
    case 'unknown':
      return {
        kind: 'unknown',
        detail: `tmux did not answer: ${typed.why}. Look before sending again.`,
      };
    case 'typed':
      return confirm(engine, agent, ref, before, text);
  }
}

/** A long text takes a moment: what comes up meanwhile must not get the rest of it, and never the Enter. */
async function put(
  engine: Engine,
  agent: Agent,
  ref: PaneRef,
  strokes: readonly Stroke[],
): Promise<Typed | { readonly kind: 'interrupted'; readonly why: string }> {
  const { enterDelayMs } = agent.typing;
  for (const [index, stroke] of strokes.entries()) {
    if (index > 0) {
      const now = await look(engine, agent, ref);
      const kind = now.kind === 'seen' ? now.reading.kind : 'lost';
      if (kind === 'asking' || kind === 'exited' || kind === 'lost') {
        const why = kind === 'asking' ? 'a prompt came up' : 'its screen was lost';
        return {
          kind: 'interrupted',
          why: `While the text was typed ${why}. It was not submitted, and part of it may stand in the box.`,
        };
      }
    }
    const last = index === strokes.length - 1;
    const typed =
      'paste' in stroke
        ? await engine.tmux.paste(ref, stroke.paste, { enterDelayMs: last ? enterDelayMs : null })
        : await engine.tmux.keys(ref, last ? [stroke, { name: 'Enter' }] : [stroke]);
    if (typed.kind === 'refused' && index > 0) {
      return { kind: 'unknown', why: `only part of the text was typed: ${typed.why}` };
    }
    if (typed.kind !== 'typed') return typed;
  }
  return { kind: 'typed' };
}

type Look =
  | { readonly kind: 'seen'; readonly reading: Reading; readonly screen: Screen }
  | { readonly kind: 'not_seen'; readonly outcome: SendOutcome };

async function look(engine: Engine, agent: Agent, ref: PaneRef): Promise<Look> {
  const captured = await engine.tmux.capture(ref);
  if (captured.kind === 'gone') {
    return { kind: 'not_seen', outcome: refused('pane_gone', 'Its terminal is gone.') };
  }
  if (captured.kind === 'unknown') {
    const detail = `The screen could not be read: ${captured.why}. Nothing was typed.`;
    return { kind: 'not_seen', outcome: refused('unreadable', detail) };
  }
  const { screen } = captured;
  if (screen.dead) {
    return { kind: 'not_seen', outcome: refused('pane_dead', 'Its program has ended.') };
  }
  if (screen.inputOff) {
    return {
      kind: 'not_seen',
      outcome: refused('input_off', 'Input to its pane is switched off.'),
    };
  }
  return { kind: 'seen', reading: agent.read(screen), screen };
}

/** Text goes only where it is known to be text. */
function notReady(session: Session, agent: Agent, reading: Reading): SendOutcome | null {
  switch (reading.kind) {
    case 'asking':
      return refused(
        'dialog_open',
        `${session.name} waits for an answer: ${reading.ask.title}. Nothing was typed.`,
      );
    case 'exited':
      return refused('not_the_agent', `${agent.title} is not running in this pane any more.`);
    case 'starting':
      return refused('starting', `${agent.title} is still starting. Send it again in a moment.`);
    case 'idle':
      return reading.draft === undefined || reading.draft === ''
        ? null
        : refused(
            'draft_present',
            `Somebody’s unsent text stands in the box: ${excerpt(reading.draft)}`,
          );
    case 'unknown':
      return agent.structured
        ? refused(
            'unreadable',
            `I can’t tell what ${agent.title} shows (${reading.why}). Nothing was typed.`,
          )
        : null;
    case 'working':
      return null;
  }
}

function refusedByTmux(
  session: Session,
  why: Extract<Typed, { kind: 'refused' }>['why'],
): SendOutcome {
  switch (why) {
    case 'dead':
      return refused('pane_dead', `The program of ${session.name} has ended.`);
    case 'input_off':
      return refused('input_off', `Input to the pane of ${session.name} is switched off.`);
    case 'gone':
      return refused('pane_gone', `The terminal of ${session.name} is gone.`);
    case 'changed':
    case 'in_mode':
      return refused('input_off', `The pane of ${session.name} is being scrolled.`);
  }
}

async function confirm(
  engine: Engine,
  agent: Agent,
  ref: PaneRef,
  before: Extract<Look, { kind: 'seen' }>,
  text: string,
): Promise<SendOutcome> {
  const wasWorking = before.reading.kind === 'working';
  const start = engine.clock.monotonic();
  let pressedAgain = false;
  for (;;) {
    const now = await look(engine, agent, ref);
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
    if (!pressedAgain && waited > secondEnterMs && holdsDraft(now.reading)) {
      pressedAgain = true;
      await engine.tmux.keys(ref, [{ name: 'Enter' }]);
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
      if (wasWorking) return changed && shows(screen, text) ? { kind: 'queued' } : null;
      return { kind: 'delivered' };
    case 'asking':
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
  return reading.kind === 'idle' && reading.draft !== undefined && reading.draft !== '';
}

/** The beginning of the text stands somewhere on the screen, however it is wrapped. */
function shows(screen: Screen, text: string): boolean {
  const squeeze = (some: string) => some.replaceAll(/\s+/g, '');
  return squeeze(screen.lines.join('')).includes(squeeze(text).slice(0, 24));
}

async function record(
  engine: Engine,
  session: Session,
  outcome: SendOutcome,
): Promise<SendOutcome> {
  try {
    await engine.books.update(session.id, (current) => ({
      ...current,
      lastActivityAt: stamp(engine.clock),
    }));
    return outcome;
  } catch (error) {
    engine.log.error({ session: session.id, err: error }, 'typed but not recorded');
    return outcome.kind === 'delivered' || outcome.kind === 'queued'
      ? { kind: 'delivered_not_recorded', detail: messageOf(error) }
      : outcome;
  }
}

function refused(reason: RefusalReason, detail: string): Extract<SendOutcome, { kind: 'refused' }> {
  return { kind: 'refused', reason, detail };
}

function detailOf(outcome: SendOutcome): string {
  return 'detail' in outcome ? outcome.detail : outcome.kind;
}

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `“${line.slice(0, 60)}…”` : `“${line}”`;
}
