import { newToken } from './format.ts';
import { say } from './guard.ts';
import { blockIn } from './protocol.ts';
import { whyOf } from './reply.ts';
import type { Run } from './reply.ts';
import { unescaped } from './vis.ts';

/** What a pane holds, as text, with whatever else was printed by the same request. */
export type Printed =
  | { readonly kind: 'ok'; readonly out: string; readonly rows: readonly string[] | null }
  | { readonly kind: 'unknown'; readonly why: string };

/** What else to print, and the words of ours of which one then comes last. */
export interface Asked {
  readonly commands: readonly string[];
  readonly ends: readonly string[];
}

/** How `show-buffer` prints for a control client: up to tmux 3.3 with escapes, later as it is. */
export type Shown = 'escaped' | 'plain';

/**
 * Runs `capture-pane` in one of two ways:
 *
 *   inline  `capture-pane -p` between two words of ours
 *   buffer  into a buffer, which is then shown
 *
 * Printing to a control client leaks about 10 KB of the server's memory each time before tmux 3.6; showing a
 * buffer does not. A one-shot client (the exec path) would get it in another order, so there pictures are
 * printed, which does not leak either.
 */
export interface Printer {
  /** `capture` is the command without its name; it and what is asked happen at one instant. */
  print(asked: Asked, capture: string): Promise<Printed>;
}

export interface PrinterOptions {
  readonly run: Run;
  /** Null while there is no channel. */
  readonly shown: () => Shown | null;
  readonly way: () => 'inline' | 'buffer';
}

export function createPrinter({ run, shown, way }: PrinterOptions): Printer {
  /** One for all: nothing comes between the commands of one list. */
  const buffer = newToken();

  const inline = async ({ commands }: Asked, capture: string): Promise<Printed> => {
    const [first, last] = [newToken(), newToken()];
    const reply = await run([...commands, say(first), `capture-pane -p ${capture}`, say(last)], {
      again: true,
    });
    if (reply.kind !== 'ok') return { kind: 'unknown', why: reply.why };
    const from = reply.out.indexOf(`${first}\n`) + first.length + 1;
    const to = reply.out.lastIndexOf(last);
    if (from <= first.length || to < from) return { kind: 'unknown', why: whyOf(reply) };
    const between = reply.out.slice(from, to);
    if (reply.via === 'exec') {
      const rows = reply.err === '' ? between.split('\n').slice(0, -1) : null;
      return { kind: 'ok', out: reply.out, rows };
    }
    // The first line closes the block of `first`, the last one opens the block of `last`.
    const block = blockIn(between.slice(between.indexOf('\n') + 1));
    return { kind: 'ok', out: reply.out, rows: block?.split('\n') ?? null };
  };

  const throughBuffer = async (
    { commands, ends }: Asked,
    capture: string,
    form: Shown,
  ): Promise<Printed | null> => {
    const list = [
      ...commands,
      `capture-pane -b ${buffer} ${capture}`,
      `show-buffer -b ${buffer}`,
      `delete-buffer -b ${buffer}`,
    ];
    const reply = await run([list.join(' ; ')], { again: true });
    if (reply.kind !== 'ok') return { kind: 'unknown', why: reply.why };
    if (reply.via === 'exec') return null;
    const { out } = reply;
    const asked = Math.max(...ends.map((end) => out.lastIndexOf(end)));
    const captured = asked === -1 ? null : capturedForm.exec(out.slice(asked));
    const block = captured === null ? null : blockIn(captured[1] ?? '');
    const text = block !== null && form === 'escaped' ? unescaped(block) : block;
    return { kind: 'ok', out, rows: text?.split('\n') ?? null };
  };

  return {
    async print(asked, capture) {
      const form = way() === 'buffer' ? shown() : null;
      if (form === null) return inline(asked, capture);
      // Null: it was sent the slow way after all.
      return (await throughBuffer(asked, capture, form)) ?? inline(asked, capture);
    },
  };
}

/** A capture that worked prints nothing, and its block is closed at once; the next block is the picture. */
const capturedForm = /\n%begin .*\n%end .*\n([^]*)$/;
