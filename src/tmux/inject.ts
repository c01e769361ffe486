import type { Clock } from '../clock.ts';
import type { Key } from '../domain/ask.ts';
import { newToken } from './format.ts';
import { both, isOrdinary, isPane, isRef, isWords, say, shows, when } from './guard.ts';
import type { Press } from './keys.ts';
import { rawKeys, sendKeys, strokes } from './keys.ts';
import { quote } from './quote.ts';
import { whyOf } from './reply.ts';
import { serverProcess } from './server-process.ts';
import type { Run } from './reply.ts';
import type { KeysOptions, PaneRef, PasteOptions, Typed } from './tmux.ts';

export interface Inject {
  paste(ref: PaneRef, text: string, options: PasteOptions): Promise<Typed>;
  keys(ref: PaneRef, keys: readonly Key[], options?: KeysOptions): Promise<Typed>;
}

export interface InjectOptions {
  readonly run: Run;
  readonly clock: Clock;
  /** Flags of paste-buffer that this tmux needs to hand on bytes as they are. */
  readonly pasteFlags: () => string;
}

/** Commands of one sequence. */
interface Typing {
  readonly before?: readonly string[];
  /** In an ordinary pane. */
  readonly quick: readonly string[];
  /** In one that may be synchronised with its neighbours; made only when it is needed. */
  readonly act: () => readonly string[];
  /** Takes back what `before` did, when nothing is typed. */
  readonly undo?: readonly string[];
  /** Words that have to be on the screen. */
  readonly words?: readonly string[];
}

const enter: readonly Press[] = [{ name: 'Enter' }];
const nothing: Typing = { quick: [], act: () => [] };

export function createInject(options: InjectOptions): Inject {
  const { run, clock, pasteFlags } = options;

  /**
   * The act and its proof in one command sequence; nothing is typed unless every check holds in it.
   * Most panes pass the one quick check. For the others the careful way finds out what can be done, or
   * why not; it follows only upon tmux's own word that the quick one has typed nothing.
   */
  const guarded = async (ref: PaneRef, typing: Typing): Promise<Typed> => {
    if (!isRef(ref)) return { kind: 'refused', why: 'gone' };
    const { before = [], quick, undo = [], words = [] } = typing;
    const token = newToken();
    const [typed, not] = [`${token}y`, `${token}n`];
    const may = words.reduce(both, isOrdinary(ref));
    const reply = await run([
      ...before,
      when(ref.pane, may, [...quick, say(typed)], [...undo, say(not)]),
    ]);
    if (reply.kind === 'unknown') return { kind: 'unknown', why: reply.why };
    if (reply.kind === 'ok' && reply.out.includes(typed)) return { kind: 'typed' };
    if (reply.kind === 'ok' && !reply.out.includes(not)) {
      return { kind: 'unknown', why: whyOf(reply) };
    }
    return carefully(ref, typing);
  };

  const carefully = async (ref: PaneRef, typing: Typing): Promise<Typed> => {
    const { before = [], act, undo = [] } = typing;
    const words = {
      typed: newToken(),
      gone: newToken(),
      dead: newToken(),
      input_off: newToken(),
      in_mode: newToken(),
      changed: newToken(),
    };
    const at = ref.pane;
    // A paste into a dead pane crashes tmux up to 3.3a; in a mode, keys vanish and pastes lose their brackets.
    const now = [...act(), say(words.typed)];
    const [first, ...others] = typing.words ?? [];
    const shown = first === undefined ? undefined : others.reduce(both, shows(first));
    const press = when(
      at,
      '#{pane_in_mode}',
      [...undo, say(words.in_mode)],
      shown === undefined ? now : [when(at, shown, now, [...undo, say(words.changed)])],
    );
    const open = when(
      at,
      '#{pane_input_off}',
      [...undo, say(words.input_off)],
      [`copy-mode -q -t ${at}`, press],
    );
    const alive = when(at, '#{pane_dead}', [...undo, say(words.dead)], [open]);
    const reply = await run([
      ...before,
      when(at, isPane(ref), [alive], [...undo, say(words.gone)]),
    ]);
    if (reply.kind === 'unreachable') {
      if ((await serverProcess(ref.server)) === 'dead') return { kind: 'refused', why: 'gone' };
      return { kind: 'unknown', why: `nothing was typed: ${reply.why}` };
    }
    if (reply.kind !== 'ok') return { kind: 'unknown', why: reply.why };
    if (reply.out.includes(words.typed)) return { kind: 'typed' };
    for (const why of ['gone', 'dead', 'input_off', 'in_mode', 'changed'] as const) {
      if (reply.out.includes(words[why])) return { kind: 'refused', why };
    }
    return { kind: 'unknown', why: whyOf(reply) };
  };

  const pressing = (ref: PaneRef, keys: readonly Press[]): Typing => {
    const quick = sendKeys(ref.pane, keys);
    const act = () => {
      const raw = rawKeys(ref.pane, keys, newToken(), pasteFlags());
      return [when(ref.pane, '#{pane_synchronized}', raw, quick)];
    };
    return { quick, act };
  };

  const pasting = (ref: PaneRef, text: string): Typing => {
    if (text === '') return nothing;
    const buffer = newToken();
    const act = [`paste-buffer ${pasteFlags()} -p -b ${buffer} -t ${ref.pane}`];
    return {
      before: [`set-buffer -b ${buffer} -- ${quote(text)}`],
      quick: act,
      act: () => act,
      undo: [`delete-buffer -b ${buffer}`],
    };
  };

  return {
    async paste(ref, text, { enterDelayMs }) {
      const body = pasting(ref, pasteable(text));
      const end = pressing(ref, enter);
      const whole =
        enterDelayMs === 0
          ? {
              ...body,
              quick: [...body.quick, ...end.quick],
              act: () => [...body.act(), ...end.act()],
            }
          : body;
      const typed = await guarded(ref, whole);
      if (typed.kind !== 'typed' || enterDelayMs === null || enterDelayMs === 0) return typed;
      await clock.sleep(enterDelayMs);
      const entered = await guarded(ref, end);
      if (entered.kind === 'typed') return entered;
      return { kind: 'unknown', why: `the text was typed, but Enter was not: ${entered.why}` };
    },

    async keys(ref, keys, { while: words = [] } = {}) {
      const strange = words.find((one) => !isWords(one));
      if (strange !== undefined) {
        return { kind: 'unknown', why: `nothing was typed: tmux cannot look for "${strange}"` };
      }
      let pressed = false;
      for (const stroke of strokes(keys)) {
        if (stroke.kind === 'pause') {
          await clock.sleep(stroke.ms);
          continue;
        }
        const typed = await guarded(ref, { ...pressing(ref, stroke.keys), words });
        if (typed.kind === 'refused' && pressed) {
          return { kind: 'unknown', why: `only the first keys were pressed: ${typed.why}` };
        }
        if (typed.kind !== 'typed') return typed;
        pressed = true;
      }
      // Nothing to press is still a question about the pane.
      return pressed ? { kind: 'typed' } : guarded(ref, { ...nothing, words });
    },
  };
}

/**
 * Without NUL, which tmux's buffers cannot hold, and without the brackets that would end a bracketed
 * paste early. Removing one can bring another together, so again until nothing changes.
 */
export function pasteable(text: string): string {
  let clean = text.replaceAll('\u0000', '');
  for (;;) {
    const next = clean.replaceAll('\u001B[200~', '').replaceAll('\u001B[201~', '');
    if (next === clean) return clean;
    clean = next;
  }
}
