import type { Agent } from '../agents/agent.ts';
import { pasted } from '../agents/spelling.ts';
import type { Stroke } from '../agents/spelling.ts';
import { messageOf } from '../errors.ts';
import type { Reading } from '../domain/ask.ts';
import type { SessionId } from '../domain/ids.ts';
import type { SendOutcome } from '../domain/outcomes.ts';
import type { Session } from '../domain/session.ts';
import type { PaneRef, Typed } from '../tmux/tmux.ts';
import type { Engine } from './engine.ts';
import { stamp } from './engine.ts';
import { lookAt } from './glance.ts';
import type { Look } from './glance.ts';
import { agentOf, refOf } from './launch.ts';
import { refusalOf, refused } from './sendable.ts';
import { confirmSubmission } from './submission.ts';

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
  const look = () => lookAt(engine, session, agent, ref);
  const since = engine.clock.monotonic();
  const before = await (agent.structured ? wholeLook(engine, look) : look());
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
  const typed = await put(engine, agent, ref, spelling.strokes, look);
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
      return confirmSubmission({
        engine,
        agent,
        ref,
        before,
        text,
        look,
        took: () => engine.heard.tookSince(session.id, text, since),
      });
  }
}

const drawnMs = 600;
const lookMs = 60;

/** A screen that is just being drawn cannot be read, and a moment later it can. */
async function wholeLook(engine: Engine, look: () => Promise<Look>): Promise<Look> {
  const start = engine.clock.monotonic();
  for (;;) {
    const seen = await look();
    const clear = seen.kind !== 'seen' || seen.reading.kind !== 'unknown';
    if (clear || engine.clock.monotonic() - start >= drawnMs) return seen;
    await engine.clock.sleep(lookMs);
  }
}

/** A long text takes a moment: what comes up meanwhile must not get the rest of it, and never the Enter. */
async function put(
  engine: Engine,
  agent: Agent,
  ref: PaneRef,
  strokes: readonly Stroke[],
  look: () => Promise<Look>,
): Promise<Typed | { readonly kind: 'interrupted'; readonly why: string }> {
  const { enterDelayMs } = agent.typing;
  for (const [index, stroke] of strokes.entries()) {
    if (index > 0) {
      const now = await look();
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

/** Text goes only where it is known to be text. */
function notReady(session: Session, agent: Agent, reading: Reading): SendOutcome | null {
  switch (reading.kind) {
    case 'asking':
      return refused(
        'dialog_open',
        `${session.name} waits for an answer: “${reading.ask.title}”${endOf(reading.ask.title)} Nothing was typed.`,
      );
    case 'exited':
      return refused('not_the_agent', `${agent.title} is not running in this pane any more.`);
    case 'starting':
      return refused('starting', `${agent.title} is still starting. Send it again in a moment.`);
    case 'idle':
    case 'working':
      if (reading.keysGoTo !== undefined) {
        return refused(
          'dialog_open',
          `What is typed would go to ${reading.keysGoTo}, not into its box. Nothing was typed.`,
        );
      }
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

/** Some titles are questions, which end the sentence about them as well. */
function endOf(title: string): string {
  return /[.?!…:]$/u.test(title) ? '' : '.';
}

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `“${line.slice(0, 60)}…”` : `“${line}”`;
}
