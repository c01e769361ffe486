import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { execa } from 'execa';

/**
 * Makes the hub vanish with us, also after kill -9: the program in its first window reads from a pipe
 * that we hold open, and closes the hub when the pipe ends.
 *
 * tmux has an option for this, `destroy-unattached`, but its 3.3a crashes (measured: 8 times in 10)
 * when both clients of such a session leave at the same moment, which is what our death looks like.
 */
export interface Lifeline {
  /** The program of the hub's first window. */
  readonly argv: readonly string[];
  release(): Promise<void>;
}

export async function createLifeline(path: string, tmux: string): Promise<Lifeline> {
  await execa('mkfifo', ['-m', '600', path]);
  // For reading too, or opening would wait for a reader.
  const handle: FileHandle = await open(path, 'r+');
  return {
    argv: ['/bin/sh', '-c', untilItEnds, 'tapmux-hub', path, tmux],
    async release() {
      await handle.close();
      await rm(path, { force: true });
    },
  };
}

/** Its own pane names the session exactly, and TMUX in there names the server. */
const untilItEnds = 'read -r line <"$1"; exec "$2" kill-session -t "$TMUX_PANE"';
