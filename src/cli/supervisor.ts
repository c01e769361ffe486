import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Supervisor } from '../keeper.ts';

const helper = 'systemd-notify';
const timeout = 10_000;
const run = promisify(execFile);

/**
 * Null where nobody waits for news. systemd listens on a datagram socket, which Node cannot open, so that its own
 * little program speaks for us. What tells us of the socket is taken out of the environment: no agent inherits it.
 */
export function takeSupervisor(env: NodeJS.ProcessEnv): Supervisor | null {
  const { NOTIFY_SOCKET: socket, PATH: path } = env;
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name];
  if (socket === undefined || socket === '') return null;

  async function say(...words: readonly string[]): Promise<void> {
    await run(helper, words, { env: { NOTIFY_SOCKET: socket, PATH: path ?? '' }, timeout });
  }

  return {
    // Said each time, in case the first one was lost: to a service that runs it is nothing new.
    beat: (status) => say('READY=1', 'WATCHDOG=1', `STATUS=${status}`),
    stopping: () => say('STOPPING=1'),
  };
}

/** Whether a service may be made that waits for such news. */
export async function canNotify(): Promise<boolean> {
  return run(helper, ['--version'], { timeout }).then(
    () => true,
    () => false,
  );
}
