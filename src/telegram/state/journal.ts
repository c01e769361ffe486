import { appendFileSync, closeSync, fdatasync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from '../../log.ts';
import { makeFolder, replaceFile } from '../../store/durable-adapter.ts';
import { isAbsent } from '../../store/failures.ts';

/**
 * A file of JSON lines that only grows, so that one change costs the same with ten entries and with
 * ten thousand. It is written anew, with only what still counts, when most of it is history.
 * Replaying a line twice must do no harm.
 */
export interface Journal<Line> {
  /** On the disk when this resolves; lines that wait together are written together. */
  append(line: Line): Promise<void>;
  /** Outlasts this process when it resolves, and perhaps not a power cut: in a hurry, where that does no harm. */
  jot(line: Line): Promise<void>;
  close(): Promise<void>;
}

export interface JournalOptions<Line> {
  readonly path: string;
  /** Throws or gives null for what is none; such a line is skipped and counted. */
  readonly parse: (value: unknown) => Line | null;
  readonly replay: (line: Line) => void;
  /** Everything that counts, as lines. */
  readonly snapshot: () => readonly Line[];
  readonly log: Logger;
}

const historyKept = 4000;
const datasync = promisify(fdatasync);

interface Waiting {
  readonly text: string;
  readonly lasting: boolean;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export async function openJournal<Line>(options: JournalOptions<Line>): Promise<Journal<Line>> {
  const { path, log } = options;
  makeFolder(dirname(path));
  const skipped = await replayAll(options);
  if (skipped > 0) log.warn({ path, skipped }, 'lines that could not be read were left out');
  let handle: number | null = null;
  let written = 0;
  let keep = historyKept;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let torn = false;
  await compact();

  async function compact(): Promise<void> {
    const snapshot = options.snapshot();
    await replaceFile(path, snapshot.map((line) => `${JSON.stringify(line)}\n`).join(''));
    letGo();
    handle = openSync(path, 'a', 0o600);
    written = 0;
    keep = Math.max(historyKept, snapshot.length * 2);
  }

  function letGo(): void {
    const mine = handle;
    // Also where closing fails: the number may be another file's by then.
    handle = null;
    if (mine !== null) closeSync(mine);
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      handle ??= openSync(path, 'a', 0o600);
      // What stands half-written, on a disk that was full, ends here.
      if (torn) appendFileSync(handle, '\n');
      torn = true;
      appendFileSync(handle, batch.map((one) => one.text).join(''));
      torn = false;
      if (batch.some((one) => one.lasting)) await datasync(handle);
    } catch (error) {
      for (const one of batch) one.failed(error);
      return;
    }
    for (const one of batch) one.done();
    written += batch.length;
    if (written < keep) return;
    await compact().catch((error: unknown) => {
      keep += historyKept;
      log.warn({ err: error, path }, 'the journal could not be written anew');
    });
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await write(batch);
    }
    writing = null;
  }

  function add(line: Line, lasting: boolean): Promise<void> {
    return new Promise((done, failed) => {
      waiting.push({ text: `${JSON.stringify(line)}\n`, lasting, done, failed });
      writing ??= drain();
    });
  }

  return {
    append: (line) => add(line, true),
    jot: (line) => add(line, false),
    async close() {
      await writing;
      letGo();
    },
  };
}

async function replayAll<Line>(options: JournalOptions<Line>): Promise<number> {
  const text = await readFile(options.path, 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return '';
    throw error;
  });
  let skipped = 0;
  for (const row of text.split('\n')) {
    if (row === '') continue;
    const line = parsed(row, options.parse);
    if (line === null) skipped += 1;
    else options.replay(line);
  }
  return skipped;
}

function parsed<Line>(row: string, parse: (value: unknown) => Line | null): Line | null {
  try {
    return parse(JSON.parse(row));
  } catch {
    return null;
  }
}
