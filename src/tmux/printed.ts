import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newToken } from './format.ts';
import { say } from './guard.ts';
import { openMemoryFolder } from './memory-folder.ts';
import { blockBetween } from './protocol.ts';
import { quoteLiteral } from './quote.ts';
import { whyOf } from './reply.ts';
import type { Run } from './reply.ts';

/** What a pane holds, as text, with whatever else was printed by the same request. */
export type Printed =
  | { readonly kind: 'ok'; readonly out: string; readonly rows: readonly string[] | null }
  | { readonly kind: 'unknown'; readonly why: string };

/** What else to print, and the words of ours of which one then comes last. */
export interface Asked {
  readonly commands: readonly string[];
  readonly ends: readonly string[];
}

/**
 * Runs `capture-pane` in one of two ways:
 *
 *   inline  `capture-pane -p` between two words of ours
 *   file    into a buffer, from there into a file of ours
 *
 * Printing to a control client leaks about 10 KB of the server's memory each time before tmux 3.6; the way
 * through a file does not, and no text of a pane then enters the control stream. In a file system in
 * memory it costs 0.03 ms more, on a disk 0.3 ms.
 * One-shot clients (the exec path) print: their file would be written by a process that is ending.
 */
export interface Printer {
  /** `capture` is the command without its name; it and what is asked happen at one instant. */
  print(asked: Asked, capture: string): Promise<Printed>;
  /** Removes what earlier processes left. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

export interface PrinterOptions {
  readonly run: Run;
  readonly onChannel: () => boolean;
  /** On disk: where there is no folder in memory, or the server cannot write to it. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly way: () => 'inline' | 'file';
}

export function createPrinter(options: PrinterOptions): Printer {
  const { run } = options;
  const own = newToken();
  const free: string[] = [];
  let made = 0;
  let opened: string | null = null;
  let folder = options.dir;

  const inline = async ({ commands }: Asked, capture: string): Promise<Printed> => {
    const [first, last] = [newToken(), newToken()];
    const reply = await run([...commands, say(first), `capture-pane -p ${capture}`, say(last)], {
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

  const throughFile = async (asked: Asked, capture: string): Promise<Printed | null> => {
    const name = free.pop() ?? `${own}-${String((made += 1))}`;
    const path = join(folder, name);
    // A list ends at a command that fails: what is printed last proves all that stands before it.
    const list = [
      `capture-pane -b ${name} ${capture}`,
      `save-buffer -b ${name} ${quoteLiteral(path)}`,
      `delete-buffer -b ${name}`,
      ...asked.commands,
    ];
    const reply = await run([list.join(' ; ')], { again: true });
    if (reply.kind !== 'ok') return { kind: 'unknown', why: reply.why };
    // Sent the slow way after all, the file would be written by a process that is ending.
    if (reply.via === 'exec') return null;
    if (!asked.ends.some((end) => reply.out.includes(end))) {
      await run([`delete-buffer -b ${name}`], { again: true });
      free.push(name);
      return null;
    }
    // Saving is the exception: the list goes on after a failure, which is told by a line with the path. What the file
    // holds then may be old or half. The server cannot write there, now or ever again: on disk from here on.
    if (reply.out.includes(path)) {
      folder = options.dir;
      free.push(name);
      return null;
    }
    const text = textIn(path);
    free.push(name);
    if (text === null) return null;
    return { kind: 'ok', out: reply.out, rows: text.replace(/\n$/, '').split('\n') };
  };

  return {
    async print(asked, capture) {
      if (options.way() !== 'file' || !options.onChannel()) return inline(asked, capture);
      const printed = await throughFile(asked, capture);
      if (printed !== null) return printed;
      // A full disk or a missing pane: the other way works, or says which of them it is.
      return inline(asked, capture);
    },
    async prepare() {
      await rm(options.dir, { recursive: true, force: true });
      await mkdir(options.dir, { recursive: true, mode: 0o700 });
      opened = options.way() === 'file' ? await openMemoryFolder(options.dir, options.env) : null;
      folder = opened ?? options.dir;
      // Made by us first, so that the server finds files that only their owner can read.
      for (let count = 1; count <= 8; count += 1) {
        const name = `${own}-${String(count)}`;
        await writeFile(join(folder, name), '', { mode: 0o600 });
        free.push(name);
      }
      made = 8;
    },
    async close() {
      if (opened !== null) await rm(opened, { recursive: true, force: true });
    },
  };
}

/** Read at once: it is in memory, and waiting for a thread to do it would take ten times as long. */
function textIn(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
