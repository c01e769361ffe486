import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** A tmux server of this test's own, under a name that nobody else uses. */
export interface PrivateTmux {
  readonly socket: string;
  /** A plain `tmux -L … <args>`. */
  run(...args: readonly string[]): Promise<string>;
}

export function privateTmux(): PrivateTmux {
  const socket = `tapmux-test-${randomBytes(6).toString('hex')}`;
  const env = { ...process.env };
  delete env['TMUX'];
  delete env['TMUX_PANE'];
  const tmux = async (...args: readonly string[]) => {
    const { stdout } = await run('tmux', ['-L', socket, '-f', '/dev/null', ...args], { env });
    return stdout;
  };
  onTestFinished(async () => {
    // No server is as good as a killed one.
    await tmux('kill-server').catch(() => undefined);
  });
  return { socket, run: tmux };
}
