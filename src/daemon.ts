import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import { systemClock } from './clock.ts';
import { loadConfig } from './config.ts';
import type { Config } from './config.ts';
import { messageOf, UserError } from './errors.ts';
import { createLog } from './log.ts';
import type { Supervisor } from './keeper.ts';
import type { Logger } from './log.ts';
import { fileGone } from './store/file-gone.ts';
import { withLock } from './store/lock.ts';
import { StoreError } from './store/sessions-store.ts';
import { versionOf } from './version.ts';

interface DaemonOptions {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly out: (line: string) => void;
  readonly supervisor?: Supervisor | null;
}

/** Why a daemon is over. */
type End = 'asked' | 'home_gone';

/** What is not done by then is on the disk, and is taken up at the next start. */
const drainMs = 4_000;

/** Runs until a signal or a `shutdown` call; the exit code. One daemon per home, held by a lock. */
export async function runDaemon(options: DaemonOptions): Promise<number> {
  const config = loadConfig(options.root, options.env);
  for (;;) {
    await makeHome(config.home);
    const log = createLog(config.log);
    const end = await alone(config, () => serve(options, config, log));
    if (end === 'asked') break;
    log.error({ home: config.home }, 'the state folder was removed; starting with what tmux knows');
  }
  // Whatever still waits for an answer does not keep us.
  setTimeout(() => process.exit(), 100).unref();
  return 0;
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError('io', `The state folder cannot be made: ${messageOf(error)}.`, {
      hint: 'Set TAPMUX_HOME to a folder that you may write in.',
      cause: error,
    });
  }
}

async function alone<T>(config: Config, job: () => Promise<T>): Promise<T> {
  try {
    return await withLock(join(config.home, 'daemon'), job, { waitMs: 0 });
  } catch (error) {
    if (error instanceof StoreError && error.message.includes('is held by')) {
      throw new UserError('conflict', `Another tapmux runs for ${config.home} already.`, {
        hint: 'Use that one, or stop it first; tapmux status shows it.',
        cause: error,
      });
    }
    throw error;
  }
}

async function serve(options: DaemonOptions, config: Config, log: Logger): Promise<End> {
  let over: (end: End) => void = () => {};
  const ended = new Promise<End>((resolve) => {
    over = resolve;
  });
  const app = await createApp({
    config,
    env: options.env,
    version: await versionOf(options.root),
    log,
    shutDown: () => over('asked'),
    supervisor: options.supervisor ?? null,
  });
  try {
    await app.start();
  } catch (error) {
    // The phone listens already: what was started has to end for the process to end.
    await app.stop();
    throw error;
  }
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    signals += 1;
    // The second one does not wait.
    if (signals > 1) process.exit(130);
    log.info({ signal }, 'stopping');
    over('asked');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const watching = new AbortController();
  void fileGone(join(config.home, 'daemon.lock'), systemClock, watching.signal).then(
    () => over('home_gone'),
    () => undefined,
  );
  if (app.phonePage !== null) options.out(`Your phone: ${app.phonePage}`);
  options.out(`tapmux is up. State in ${config.home}; stop it with Ctrl-C.`);
  const end = await ended;
  watching.abort();
  await drained(app, log);
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
  return end;
}

async function drained(app: App, log: Logger): Promise<void> {
  const over = new AbortController();
  const stopped = app
    .stop()
    .catch((error: unknown) => log.error({ err: error }, 'not all was stopped'))
    .finally(() => over.abort());
  const late = systemClock.sleep(drainMs, over.signal).then(
    () => log.warn({}, 'what takes longer is left for the next start'),
    () => undefined,
  );
  await Promise.race([stopped, late]);
}
