import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import type { Env, OwnStatus, OwnWord } from '../agents/hooks.ts';
import type { SessionId } from '../domain/ids.ts';
import { createAncestry } from './ancestry.ts';
import { linuxRow } from './native-linux.ts';

/** What agents say of themselves in files of their own, by session. Only what a living process says counts. */
export interface OwnStatuses {
  /** From now on the file of the agent in this pane is followed. */
  follow(id: SessionId, agent: Agent, pane: { readonly id: string; readonly pid: number }): void;
  forget(id: SessionId): void;
  /** As it was heard last. */
  latest(id: SessionId): OwnWord | null;
  /** Read anew. */
  fresh(id: SessionId): Promise<OwnWord | null>;
  /** Called after a file has changed what is known of a session. */
  onChange(listener: (id: SessionId) => void): void;
  stop(): void;
}

interface Followed {
  readonly agent: Agent;
  readonly status: OwnStatus;
  readonly pane: { readonly id: string; readonly pid: number };
  file: string | null;
  /** How many processes lie between it and the pane: of nested agents the outer one speaks for the session. */
  depth: number;
  word: OwnWord | null;
}

/** A file may be read while it is written. */
const tornMs = 5;

const ancestry = createAncestry(process.platform);

export function createOwnStatuses(env: Env): OwnStatuses {
  const followed = new Map<SessionId, Followed>();
  const folders = new Map<string, FSWatcher>();
  /** Of each folder the search under way, and the one that begins after it. */
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();
  let listener: (id: SessionId) => void = () => {};

  function watchFolder(status: OwnStatus): void {
    const folder = status.folder(env);
    if (folders.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) void heard(status, folder, name).catch(() => undefined);
      });
      watcher.on('error', () => {
        watcher.close();
        folders.delete(folder);
      });
      folders.set(folder, watcher);
    } catch {
      // No agent has made it yet: the next look tries again.
    }
  }

  async function heard(status: OwnStatus, folder: string, name: string): Promise<void> {
    const path = join(folder, name);
    const known = [...followed].find(([, one]) => one.file === path);
    const word = await read(status, folder, name);
    if (known !== undefined) {
      const [id, one] = known;
      const changed = one.word?.state !== word?.state;
      one.word = word;
      if (word === null) one.file = null;
      if (changed) listener(id);
    } else if (word !== null) {
      await place(path, word, status);
    }
  }

  /** Whose agent is it? The one in whose pane the process lives. */
  async function place(path: string, word: OwnWord, status: OwnStatus): Promise<void> {
    const line = (await ancestry(word.pid)).map(({ pid }) => pid);
    for (const [id, one] of followed) {
      const depth = line.indexOf(one.pane.pid);
      if (one.status !== status || depth < 0) continue;
      if (word.pane !== null && word.pane !== one.pane.id) continue;
      if (one.word !== null && one.depth <= depth) continue;
      Object.assign(one, { file: path, depth, word });
      listener(id);
    }
  }

  /** Beside the watching, which misses what was there before. Many sessions that look at once look together. */
  function search(status: OwnStatus): Promise<void> {
    const folder = status.folder(env);
    const queued = next.get(folder);
    if (queued !== undefined) return queued;
    const search = (running.get(folder) ?? Promise.resolve()).then(() => {
      next.delete(folder);
      const run = searchIn(folder, status);
      running.set(folder, run);
      return run;
    });
    next.set(folder, search);
    return search;
  }

  async function searchIn(folder: string, status: OwnStatus): Promise<void> {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const word = await read(status, folder, name).catch(() => null);
      if (word !== null) await place(join(folder, name), word, status);
    }
  }

  return {
    follow(id, agent, pane) {
      const { status } = agent;
      if (status === undefined) return;
      const before = followed.get(id);
      if (before?.pane.id === pane.id && before.pane.pid === pane.pid) return;
      followed.set(id, { agent, status, pane, file: null, depth: 0, word: null });
      watchFolder(status);
      void search(status).catch(() => undefined);
    },
    forget: (id) => void followed.delete(id),
    latest: (id) => followed.get(id)?.word ?? null,
    async fresh(id) {
      const one = followed.get(id);
      if (one === undefined) return null;
      watchFolder(one.status);
      if (one.file !== null) one.word = await readFileOf(one.status, one.file);
      if (one.word !== null) return one.word;
      one.file = null;
      await search(one.status);
      return one.word;
    },
    onChange(given) {
      listener = given;
    },
    stop() {
      for (const watcher of folders.values()) watcher.close();
      folders.clear();
      followed.clear();
    },
  };
}

function readFileOf(status: OwnStatus, path: string): Promise<OwnWord | null> {
  const at = path.lastIndexOf('/');
  return read(status, path.slice(0, at), path.slice(at + 1));
}

/** Null: no such file, or its process is not the one that wrote it. */
async function read(status: OwnStatus, folder: string, name: string): Promise<OwnWord | null> {
  const word = (await parsed(status, folder, name)) ?? (await parsedLater(status, folder, name));
  if (word === null) return null;
  const row = linuxRow('/proc', word.pid);
  if (row === null) return null;
  return word.procStart === null || word.procStart === row.startMark ? word : null;
}

async function parsed(status: OwnStatus, folder: string, name: string): Promise<OwnWord | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => null);
  return text === null ? null : status.parse(name, text);
}

async function parsedLater(
  status: OwnStatus,
  folder: string,
  name: string,
): Promise<OwnWord | null> {
  if (!name.endsWith('.json')) return null;
  await new Promise((resolve) => {
    setTimeout(resolve, tornMs);
  });
  return parsed(status, folder, name);
}
