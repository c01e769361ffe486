import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import type { Env, OwnStatus, OwnWord } from '../agents/hooks.ts';
import type { SessionId } from '../domain/ids.ts';
import { createAncestry } from './ancestry.ts';
import { isNoneOfOurs, readOwnFile } from './own-file.ts';

/** `unreadable`: it cannot be read now, so that nobody knows what it says. */
export type OwnState = OwnWord['state'] | 'unreadable';

/** What agents say of themselves in files of their own, by session. Only what a living process says counts. */
export interface OwnStatuses {
  /** From now on the file of the agent in this pane is followed. */
  follow(id: SessionId, agent: Agent, pane: { readonly id: string; readonly pid: number }): void;
  forget(id: SessionId): void;
  /** As it was heard last. */
  latest(id: SessionId): OwnWord | null;
  /** Read anew. Never rejects. */
  fresh(id: SessionId): Promise<OwnState | null>;
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

/** After a change could not be read. */
const againMs = 1_000;

const ancestry = createAncestry(process.platform);

export function createOwnStatuses(env: Env): OwnStatuses {
  const followed = new Map<SessionId, Followed>();
  const folders = new Map<string, FSWatcher>();
  /** Of each folder the search under way, and the one that begins after it. */
  const running = new Map<string, Promise<boolean>>();
  const next = new Map<string, Promise<boolean>>();
  /** Changes that could not be read. */
  const missed = new Set<string>();
  let listener: (id: SessionId) => void = () => {};

  function watchFolder(status: OwnStatus): void {
    const folder = status.folder(env);
    if (folders.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) hear(status, folder, name);
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

  function hear(status: OwnStatus, folder: string, name: string): void {
    const path = join(folder, name);
    heard(status, folder, name).catch(() => {
      if (missed.has(path)) return;
      missed.add(path);
      const again = () => {
        missed.delete(path);
        if (folders.has(folder)) hear(status, folder, name);
      };
      setTimeout(again, againMs).unref();
    });
  }

  async function heard(status: OwnStatus, folder: string, name: string): Promise<void> {
    const path = join(folder, name);
    const known = [...followed].find(([, one]) => one.file === path);
    const word = await readOwnFile(status, folder, name);
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

  /**
   * Beside the watching, which misses what was there before. Many sessions that look at once look together.
   * False: not all of it could be read.
   */
  function search(status: OwnStatus): Promise<boolean> {
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

  async function searchIn(folder: string, status: OwnStatus): Promise<boolean> {
    let whole = true;
    const names = await readdir(folder).catch((error: unknown) => {
      whole = isNoneOfOurs(error);
      return [];
    });
    for (const name of names) {
      try {
        const word = await readOwnFile(status, folder, name);
        if (word !== null) await place(join(folder, name), word, status);
      } catch {
        whole = false;
      }
    }
    return whole;
  }

  async function reread(id: SessionId, one: Followed): Promise<OwnState | null> {
    if (one.file !== null) one.word = await readFileOf(one.status, one.file);
    if (one.word !== null) return one.word.state;
    one.file = null;
    const whole = await search(one.status);
    return followed.get(id)?.word?.state ?? (whole ? null : 'unreadable');
  }

  return {
    follow(id, agent, pane) {
      const { status } = agent;
      if (status === undefined) return;
      const before = followed.get(id);
      if (before?.pane.id === pane.id && before.pane.pid === pane.pid) return;
      followed.set(id, { agent, status, pane, file: null, depth: 0, word: null });
      watchFolder(status);
      void search(status);
    },
    forget: (id) => void followed.delete(id),
    latest: (id) => followed.get(id)?.word ?? null,
    async fresh(id) {
      const one = followed.get(id);
      if (one === undefined) return null;
      watchFolder(one.status);
      return reread(id, one).catch(() => 'unreadable');
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
  return readOwnFile(status, path.slice(0, at), path.slice(at + 1));
}
