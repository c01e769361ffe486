/**
 * What runs in a pane of ours. Two small shells stand between tmux and the agent:
 *
 *   tmux ── keeper ── recorder ── agent
 *           session    own job     own job, owns the terminal
 *           leader     control     (job control of a real shell: its name and its keys are those of
 *                                   a program that was started at a prompt)
 *
 * The recorder waits for the agent and writes how it ended into a file, also while nobody listens. It is not
 * the session leader, because the kernel tells a hang-up to the leader: the keeper dies of it, as
 * the agent itself would without us, the kernel then hangs up on the agent, and the recorder lives to
 * write that down. The same happens when somebody kills the pane's process.
 *
 * The agent's words are parameters from beginning to end, never parts of a script.
 */
export function wrapperArgv(
  file: string,
  workdir: string,
  argv: readonly string[],
): readonly string[] {
  return ['/bin/sh', '-c', keeper, 'tapmux-run', recorder, file, workdir, ...argv];
}

/** `exit` keeps the shell from replacing itself with its last command. */
const keeper = `script=$1
shift
/bin/sh -m -c "$script" tapmux-run "$@"
exit`;

/**
 * - The status is one write of one line that ends with a newline, by the shell itself: starting `mv` needs
 *   a terminal in some shells once job control is on, and there may be none any more. A reader takes a
 *   file without its newline for not written yet.
 * - A shell speaks of a job that a signal ended, and is silent about one that exited with 128+n: that tells them
 *   apart, except for INT and PIPE, of which it never speaks. What it said is shown in the pane.
 * - A shell that has lost its terminal fails at the next thing it does with jobs. The trap then writes what
 *   is known: hung up. (Opening /dev/tty asks for the terminal of this session; a file number may still be one.)
 * - A handler that does nothing is not inherited; an ignored signal would be.
 * - The subshell with exec takes programs only: an argv that begins with \`exit\` is not a builtin.
 * - A job that only stopped is continued, as tmux does with its own children: nobody could do it here.
 * - The folder is entered once more, since tmux takes the home folder when it went away meanwhile.
 */
const recorder = `file=$1 folder=$2
shift 2
said=$file.said
trap : INT QUIT HUP TERM
trap 'status=$? how=quiet; here || status=129 how=lost; echo "$status $how" >"$file"' EXIT
here() {
  true 2>/dev/null </dev/tty
}
exec 3>&2 2>"$said"
(cd -- "$folder" 2>&3 && exec "$@" 2>&3 3>&-)
status=$?
while jobs %% >/dev/null 2>&1; do
  : >"$said"
  fg %% >/dev/null
  status=$?
  here || exit
done
how=quiet
[ -s "$said" ] && how=said
echo "$status $how" >"$file"
trap - EXIT
cat "$said" >&3
rm -f "$said"
exit "$status"`;
