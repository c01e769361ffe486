import { shellWord } from '../domain/shell-word.ts';

export interface RelayPaths {
  readonly socket: string;
  /** One file per run, with the headers that prove whose it is. */
  readonly keys: string;
  /** Null: there is none. */
  readonly perl: string | null;
  readonly node: string;
  /** The relay in JavaScript, for machines without Perl. */
  readonly program: string;
}

/**
 * What agents run for each event: `hook <agent> [wait]`, the event on stdin. A shell and Perl, because Node
 * alone takes ten times as long to start, and curl three times as long.
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
[ -t 0 ] && exit 0
case $agent in '' | *[!a-z0-9-]*) agent= ;; esac
if [ -z "$agent" ] || ! [ -S "$socket" ]; then
  cat >/dev/null 2>&1
  exit 0
fi
${paths.perl === null ? throughNode(paths) : throughPerl(paths.perl)}`;
}

/** Options that an agent's own Perl needs are nothing for ours, and a strange locale is no news here. */
function throughPerl(perl: string): string {
  return `unset PERL5OPT PERL5LIB PERLLIB PERL5DB PERL_UNICODE PERLIO PERL_SIGNALS
[ -x ${shellWord(perl)} ] || exec cat >/dev/null 2>&1
PERL_BADLANG=0 exec ${shellWord(perl)} -e '${program}' "$socket" "$keys" "$agent" "\${2-}" 2>/dev/null
`;
}

/**
 * An agent that gives up on its hook ends it, so that the daemon sees nobody waiting any more. The second
 * is for a daemon that hangs; what was sent by then reaches it all the same. Of an answer whose end is
 * missing nothing is said. Modules would double the time.
 * There is no apostrophe in it.
 */
const program = String.raw`
my ($socket, $keys, $agent, $wait) = @ARGV;
$SIG{$_} = sub { exit 0 } for qw(ALRM HUP INT TERM __DIE__);
$SIG{PIPE} = "IGNORE";
binmode $_ for STDIN, STDOUT;
undef $/;
my $event = <STDIN>;
my %head = ("tapmux-parent" => getppid, "tapmux-tmux" => $ENV{TMUX}, "tapmux-pane" => $ENV{TMUX_PANE});
$head{"tapmux-wait"} = "yes" if $wait eq "wait";
my $request = "POST /api/v1/hooks/$agent HTTP/1.0\r\nContent-Type: application/json\r\n";
for (keys %head) {
  (my $value = $head{$_} // "") =~ s/[\r\n]//g;
  $request .= "$_: $value\r\n";
}
my $run = $ENV{TAPMUX_RUN_ID} // "";
if ($run =~ /^[0-9A-Fa-f-]+\z/ && open my $file, "<", "$keys/$run") {
  (my $lines = <$file>) =~ s/\n/\r\n/g;
  $request .= $lines;
}
$request .= "Content-Length: " . length($event) . "\r\n\r\n" . $event;

my $address = pack "S a*", 1, $socket;
if ($^O ne "linux") {
  require Socket;
  $address = Socket::pack_sockaddr_un($socket);
}
alarm 1;
socket my $line, 1, 1, 0 or exit 0;
connect $line, $address or exit 0;
while (length $request) {
  my $sent = syswrite $line, $request;
  defined $sent or exit 0;
  substr($request, 0, $sent) = "";
}
alarm 0 if $wait eq "wait";
my ($status, $answer) = split /\r\n\r\n/, <$line>, 2;
exit 0 unless $wait eq "wait" && $status =~ m{^HTTP/1\.[01] 200 };
print $answer if $status =~ /^content-length: (\d+)/im && length($answer) == $1;
exit 0;
`;

/** Options that an agent's own Node needs are nothing for ours. */
function throughNode({ node, program }: RelayPaths): string {
  return `unset NODE_OPTIONS
[ -x ${shellWord(node)} ] || exec cat >/dev/null 2>&1
exec ${shellWord(node)} ${shellWord(program)} "$socket" "$keys" "$agent" "\${2-}" 2>/dev/null
`;
}
