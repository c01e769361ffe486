import { appendFileSync, closeSync, fdatasync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder, replaceFile, syncFolder } from './durable-adapter.ts';
import { isAbsent } from './failures.ts';
import { keepAside } from './quarantine.ts';
import { sweepTemps } from './temp-file.ts';

/**
 * A file of JSON lines that only grows, so that one change costs the same with ten entries and with
 * ten thousand. It is written anew, with only what still counts, when most of it is history.
 * Replaying a line twice must do no harm. One process writes it; nobody else does.
 */
export interface Journal<Line> {
  /** On the disk when this resolves; lines that wait together are written together. */
  append(line: Line): Promise<void>;
  /** Outlasts this process when it resolves, and perhaps not a power cut: in a hurry, where that does no harm. */
  jot(line: Line): Promise<void>;
  close(): Promise<void>;
}

export interface JournalLog {
  warn(details: object, message: string): void;
}

export interface JournalOptions<Line> {
  readonly path: string;
  /** Throws or gives null for what is none; such a line is left out, and the file with it is kept aside. */
  readonly parse: (value: unknown) => Line | null;
  readonly replay: (line: Line) => void;
  /** Everything that counts, as lines; also what is just being written. */
  readonly snapshot: () => readonly Line[];
  readonly log: JournalLog;
}

/** Lines, and characters, that are history before it is written anew. */
const linesKept = 4000;
const charactersKept = 1_000_000;
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
  await sweepTemps(dirname(path), basename(path));
  const found = await replayAll(options);
  let handle: number | null = null;
  let history = { lines: found.lines, characters: found.characters };
  let keep = { lines: linesKept, characters: charactersKept };
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let { isNew, torn, broken } = found;
  if (broken > 0) log.warn({ path, lines: broken }, 'lines that cannot be read are left out');

  function isDue(): boolean {
    return broken > 0 || history.lines >= keep.lines || history.characters >= keep.characters;
  }

  async function compact(): Promise<void> {
    const snapshot = options.snapshot();
    const text = snapshot.map((line) => `${JSON.stringify(line)}\n`).join('');
    if (broken > 0) log.warn({ path, aside: await keepAside(path) }, 'kept with those lines');
    await replaceFile(path, text);
    letGo();
    [torn, broken] = [false, 0];
    history = { lines: 0, characters: 0 };
    keep = {
      lines: Math.max(linesKept, snapshot.length * 2),
      characters: Math.max(charactersKept, text.length),
    };
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
      const text = batch.map((one) => one.text).join('');
      appendFileSync(handle, text);
      torn = false;
      history = {
        lines: history.lines + batch.length,
        characters: history.characters + text.length,
      };
      if (batch.some((one) => one.lasting)) await datasync(handle);
      if (isNew) await syncFolder(dirname(path));
      isNew = false;
    } catch (error) {
      for (const one of batch) one.failed(error);
      return;
    }
    for (const one of batch) one.done();
    if (!isDue()) return;
    await compact().catch((error: unknown) => {
      keep = {
        lines: keep.lines + linesKept,
        characters: keep.characters + charactersKept,
      };
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

interface Found {
  readonly isNew: boolean;
  readonly lines: number;
  readonly characters: number;
  readonly broken: number;
  /** Its writer ended in the middle of the last line. */
  readonly torn: boolean;
}

async function replayAll<Line>(options: JournalOptions<Line>): Promise<Found> {
  const text = await readFile(options.path, 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return null;
    throw error;
  });
  if (text === null) return { isNew: true, lines: 0, characters: 0, broken: 0, torn: false };
  const rows = text.split('\n');
  const end = rows.pop() ?? '';
  let broken = 0;
  for (const row of rows) {
    if (row === '') continue;
    const line = parsed(row, options.parse);
    if (line === null) broken += 1;
    else options.replay(line);
  }
  return { isNew: false, lines: rows.length, characters: text.length, broken, torn: end !== '' };
}

function parsed<Line>(row: string, parse: (value: unknown) => Line | null): Line | null {
  try {
    return parse(JSON.parse(row));
  } catch {
    return null;
  }
}
