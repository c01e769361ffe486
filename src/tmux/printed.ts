import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newToken } from './format.ts';
import { say } from './guard.ts';
import { blockBetween } from './protocol.ts';
import { quoteLiteral } from './quote.ts';
import { whyOf } from './reply.ts';
import type { Run } from './reply.ts';

/** What a pane holds, as text, with whatever else was printed by the same request. */
export type Printed =
  | { readonly kind: 'ok'; readonly out: string; readonly rows: readonly string[] | null }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Runs `capture-pane` in one of two ways:
 *
 *   inline  `capture-pane -p` between two words of ours
 *   file    into a buffer, from there into a file of ours
 *
 * Printing to a control client leaks about 10 KB of the server's memory each time before tmux 3.6; the way
 * through a file does not, and no text of a pane then enters the control stream. It costs 0.15 ms more.
 * One-shot clients (the exec path) print: their file would be written by a process that is ending.
 */
export interface Printer {
  /** `capture` is the command without its name; `before` and it happen at one instant. */
  print(before: readonly string[], capture: string): Promise<Printed>;
  /** Removes what earlier processes left. */
  prepare(): Promise<void>;
}

export interface PrinterOptions {
  readonly run: Run;
  readonly onChannel: () => boolean;
  readonly dir: string;
  readonly way: () => 'inline' | 'file';
}

export function createPrinter(options: PrinterOptions): Printer {
  const { run, dir } = options;
  const own = newToken();
  const free: string[] = [];
  let made = 0;

  const inline = async (before: readonly string[], capture: string): Promise<Printed> => {
    const [first, last] = [newToken(), newToken()];
    const reply = await run([...before, say(first), `capture-pane -p ${capture}`, say(last)], {
      again: true,
    });
    if (reply.kind !== 'ok') return { kind: 'unknown', why: reply.why };
    const lines = reply.out.split('\n');
    const [from, to] = [lines.indexOf(first), lines.lastIndexOf(last)];
    if (from === -1 || to === -1) return { kind: 'unknown', why: whyOf(reply) };
    const between = lines.slice(from + 1, to);
    if (reply.via === 'exec') {
      return { kind: 'ok', out: reply.out, rows: reply.err === '' ? between : null };
    }
    // The first line closes the block of `first`, the last one opens the block of `last`.
    return { kind: 'ok', out: reply.out, rows: blockBetween(between.slice(1, -1)) };
  };

  const throughFile = async (
    before: readonly string[],
    capture: string,
  ): Promise<Printed | null> => {
    const name = free.pop() ?? `${own}-${String((made += 1))}`;
    const path = join(dir, name);
    const saved = newToken();
    const reply = await run(
      [
        ...before,
        `capture-pane -b ${name} ${capture} ; save-buffer -b ${name} ${quoteLiteral(path)} ; delete-buffer -b ${name} ; ${say(saved)}`,
      ],
      { again: true },
    );
    if (reply.kind !== 'ok') return { kind: 'unknown', why: reply.why };
    if (!reply.out.includes(saved)) {
      await run([`delete-buffer -b ${name}`], { again: true });
      free.push(name);
      return null;
    }
    const text = await readFile(path, 'utf8').catch(() => null);
    free.push(name);
    if (text === null) return null;
    return { kind: 'ok', out: reply.out, rows: text.replace(/\n$/, '').split('\n') };
  };

  return {
    async print(before, capture) {
      if (options.way() === 'file' && options.onChannel()) {
        const printed = await throughFile(before, capture);
        // A full disk or a missing pane: the other way works, or says which of them it is.
        if (printed !== null) return printed;
      }
      return inline(before, capture);
    },
    async prepare() {
      await rm(dir, { recursive: true, force: true });
      await mkdir(dir, { recursive: true, mode: 0o700 });
      // Made by us first, so that the server finds files that only their owner can read.
      for (let count = 1; count <= 8; count += 1) {
        const name = `${own}-${String(count)}`;
        await writeFile(join(dir, name), '', { mode: 0o600 });
        free.push(name);
      }
      made = 8;
    },
  };
}
