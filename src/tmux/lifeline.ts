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
  /** A client of ours, by its process. */
  holds(client: number | undefined): Promise<void>;
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
    async holds(client) {
      if (client !== undefined) await handle.write(`${String(client)}\n`);
    },
    async release() {
      if (released) return;
      released = true;
      await handle.write(leaving);
      await handle.close();
      await rm(path, { force: true });
    },
  };
}

/** Said by us while we live and look after our clients ourselves. */
const leaving = 'over\n';

/**
 * A client whose reader died while output waited for it never leaves (seen with tmux 3.3a and 3.7c, which does not
 * even list it any more), and a server that is told to end waits for it for good. So clients of ours that
 * stay a second longer than we do are ended here: also when the server is told to end meanwhile, which hangs up
 * on this program.
 *
 * By then this may be another server's socket, or its pane may be gone, for which tmux takes any other: so it asks
 * for both before it touches anything. Not kill-session: a window that the operator opened without saying where
 * may be in this session, and nowhere else. That one cannot be unlinked, so it stays, in a session that is
 * then an ordinary one.
 */
const untilItEnds = `trap "" HUP
exec 3<"$1"
clients=
while read -r word <&3 && [ "$word" != over ]; do clients="$clients $word"; done
exec 3<&-
ours() {
  for pid in $clients; do
    case $(ps -o command= -p "$pid" 2>/dev/null) in *tmux*) echo "$pid" ;; esac
  done
}
if [ "$word" != over ] && [ -n "$(ours)" ]; then
  sleep 1
  for pid in $(ours); do kill -9 "$pid" 2>/dev/null; done
fi
server=\${TMUX%,*}
here=$("$2" display-message -p -t "$TMUX_PANE" "#{pid} #{pane_id} #{session_id}" 2>/dev/null)
case $here in
  "\${server##*,} $TMUX_PANE "?*) session=\${here##* } ;;
  *) exit 0 ;;
esac
"$2" list-windows -t "$session" -F "unlink-window -t '$session:#{window_id}'" |
  "$2" source-file - 2>/dev/null
exec "$2" set-option -u -t "$session:" ${hubOption} \\; kill-window -t "$TMUX_PANE"`;
