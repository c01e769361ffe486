import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hubOption } from './marks.ts';

/**
 * Makes the hub vanish with us, also after kill -9: the program in its first window reads from a pipe
 * that we hold open, and takes the hub apart when the pipe ends.
 *
 * tmux has an option for this, `destroy-unattached`, but its 3.3a crashes (measured: 8 times in 10)
 * when both clients of such a session leave at the same moment, which is what our death looks like.
 */
export interface Lifeline {
  /** The program of the hub's first window. */
  readonly argv: readonly string[];
  /** Also when it was released before. */
  release(): Promise<void>;
}

export async function createLifeline(path: string, tmux: string): Promise<Lifeline> {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  // For reading too, or opening would wait for a reader.
  const handle: FileHandle = await open(path, 'r+');
  let released = false;
  return {
    argv: ['/bin/sh', '-c', untilItEnds, 'tapmux-hub', path, tmux],
    async release() {
      if (released) return;
      released = true;
      await handle.close();
      await rm(path, { force: true });
    },
  };
}

/**
 * A client whose reader died while output waited for it never leaves (tmux up to 3.3a), and a server that is told
 * to end waits for it for good. So our own clients, which stay a second longer than we do, are ended here.
 *
 * Its own pane names the session exactly, and TMUX in there names the server. Not kill-session: a window that
 * the operator opened without saying where may be in this session, and nowhere else. That one cannot
 * be unlinked, so it stays, in a session that is then an ordinary one.
 */
const untilItEnds = `read -r line <"$1"
session=$("$2" display-message -p -t "$TMUX_PANE" "#{session_id}")
ours() {
  "$2" list-clients -t "$session" -F "#{?#{&&:#{client_control_mode},#{m:*ignore-size*,#{client_flags}}},#{client_pid},}"
}
if [ -n "$(ours "$@")" ]; then
  sleep 1
  for pid in $(ours "$@"); do kill -9 "$pid"; done
fi
"$2" list-windows -t "$session" -F "unlink-window -t '$session:#{window_id}'" |
  "$2" source-file - 2>/dev/null
exec "$2" set-option -u -t "$session:" ${hubOption} \\; kill-window -t "$TMUX_PANE"`;
