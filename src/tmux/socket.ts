export type TmuxSocket =
  | { readonly kind: 'default' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'path'; readonly path: string };

/**
 * How every one of our tmux processes begins: always UTF-8, whatever the daemon's locale is,
 * and always a named socket when one was chosen.
 */
export function socketArgs(socket: TmuxSocket): readonly string[] {
  switch (socket.kind) {
    case 'default':
      return ['-u'];
    case 'name':
      return ['-u', '-L', socket.name];
    case 'path':
      return ['-u', '-S', socket.path];
  }
}

/**
 * TMUX would send us to the server that the daemon itself was started in. The token must not reach
 * panes: a server's environment is that of the client which started it, and panes inherit it.
 */
const withheld = new Set(['TMUX', 'TMUX_PANE', 'TELEGRAM_BOT_TOKEN']);

export function tmuxEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !withheld.has(name)) kept[name] = value;
  }
  return kept;
}
