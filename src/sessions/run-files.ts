import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import type { Wiring } from '../agents/hooks.ts';
import { parseRunId } from '../domain/ids.ts';
import type { RunId, SessionId } from '../domain/ids.ts';
import type { EngineLog } from './engine.ts';
import { createProgramVersions } from './program-version.ts';
import { createRunKeys, namesIn } from './run-keys.ts';
import type { RunKeys } from './run-keys.ts';

/**
 * What a run needs on disk so that its agent's events find the way here: its key, and the files that its
 * profile wants. All of it lives exactly as long as the run.
 */
export interface RunFiles {
  readonly keys: RunKeys;
  /** Null: it starts without hooks. They are never a reason not to start. */
  arrange(start: RunStart): Promise<Wiring | null>;
  clear(run: RunId): Promise<void>;
  /** What runs left behind that ended while nobody looked. */
  sweep(living: ReadonlySet<string>): Promise<void>;
}

export interface RunStart {
  readonly agent: Agent;
  readonly session: SessionId;
  readonly run: RunId;
  /** The agent's program, as it will be started. */
  readonly program: string;
}

export function createRunFiles(deps: {
  readonly home: string;
  readonly socket: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: EngineLog;
}): RunFiles {
  const { log } = deps;
  const folders = join(deps.home, 'run', 'hooks');
  const keys = createRunKeys(runKeysFolder(deps.home));
  const versionOf = createProgramVersions(deps.env);

  async function write(start: RunStart): Promise<Wiring | null> {
    const { hooks } = start.agent;
    if (hooks === undefined) return null;
    const folder = join(folders, start.run);
    const version = hooks.versioned === true ? await versionOf(start.program) : null;
    const relay = {
      command: relayPath(deps.home),
      folder,
      socket: deps.socket,
      env: deps.env,
    };
    const wiring = hooks.wire(relay, version);
    await keys.make(start.session, start.run);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    for (const { name, text } of wiring.files) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    }
    return wiring;
  }

  async function clear(run: RunId): Promise<void> {
    try {
      await keys.remove(run);
      await rm(join(folders, run), { recursive: true, force: true });
    } catch (error) {
      log.warn({ run, err: error }, 'the files of a run are left behind');
    }
  }

  return {
    keys,
    async arrange(start) {
      try {
        return await write(start);
      } catch (error) {
        log.warn({ session: start.session, err: error }, 'it starts without hooks');
        await clear(start.run);
        return null;
      }
    },
    clear,
    async sweep(living) {
      try {
        const found = [...(await keys.runs()), ...(await namesIn(folders))];
        for (const name of new Set(found)) {
          const run = parseRunId(name);
          if (run !== null && !living.has(run)) await clear(run);
        }
      } catch (error) {
        log.warn({ err: error }, 'the files of earlier runs cannot be looked at');
      }
    },
  };
}

export function runKeysFolder(home: string): string {
  return join(home, 'run', 'keys');
}

/** What agents execute for an event. */
export function relayPath(home: string): string {
  return join(home, 'run', 'hook');
}
