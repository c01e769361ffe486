import { shellWord } from '../domain/shell-word.ts';

export interface RelayPaths {
  readonly socket: string;
  /** One file per run, with the headers that prove whose it is. */
  readonly keys: string;
  /** Null: there is none. */
  readonly curl: string | null;
  readonly node: string;
  /** The relay in JavaScript, for machines without curl. */
  readonly program: string;
}

/**
 * What agents run for each event: `hook <agent> [wait]`, the event on stdin. A shell and curl, because Node
 * alone takes several times as long to start.
 *
 * It ends with 0 and prints nothing but the daemon's answer, whatever happens: an agent shows its operator
 * every other hook as broken. Its stdin is always read to the end, or the agent's write would fail.
 * The secret goes from a file into the request, past argv. Nothing else of the environment is sent.
 */
export function relayScript(paths: RelayPaths): string {
  return `#!/bin/sh
# Written by tapmux at its start: tells it of an agent's event. Without tapmux it does nothing.
socket=${shellWord(paths.socket)}
keys=${shellWord(paths.keys)}
agent=$1
run=\${TAPMUX_RUN_ID-}
[ -t 0 ] && exit 0
case $agent in '' | *[!a-z0-9-]*) agent= ;; esac
case $run in *[!0-9A-Fa-f-]*) run= ;; esac
if [ -z "$agent" ] || ! [ -S "$socket" ]; then
  cat >/dev/null 2>&1
  exit 0
fi
${paths.curl === null ? throughNode(paths) : throughCurl(paths.curl)}`;
}

/**
 * While it waits, curl is a job of the shell: an agent that gives up ends the shell, and curl has to end
 * with it, so that the daemon sees nobody waiting any more.
 * The second without an answer is for a daemon that hangs: what was sent by then reaches it all the same.
 */
function throughCurl(curl: string): string {
  return `wait=\${2-}
set -- -q -sf --noproxy '*' --unix-socket "$socket" --connect-timeout 1 --data-binary @- \\
  -H Expect: -H 'Content-Type: application/json' -H "tapmux-parent: $PPID" \\
  -H "tapmux-tmux: \${TMUX-}" -H "tapmux-pane: \${TMUX_PANE-}" "http://tapmux/api/v1/hooks/$agent"
if [ -n "$run" ] && [ -r "$keys/$run" ]; then set -- "$@" -H "@$keys/$run"; fi
if [ "$wait" != wait ]; then
  ${shellWord(curl)} "$@" --max-time 1 >/dev/null 2>&1
  exit 0
fi
exec 3<&0
${shellWord(curl)} "$@" -H 'tapmux-wait: yes' <&3 3<&- 2>/dev/null &
trap 'kill $! 2>/dev/null; exit 0' HUP INT TERM
wait $!
exit 0
`;
}

/** Options that an agent's own Node needs are nothing for ours. */
function throughNode({ node, program }: RelayPaths): string {
  return `unset NODE_OPTIONS
[ -x ${shellWord(node)} ] || exec cat >/dev/null 2>&1
exec ${shellWord(node)} ${shellWord(program)} "$socket" "$keys" "$agent" "\${2-}" 2>/dev/null
`;
}
