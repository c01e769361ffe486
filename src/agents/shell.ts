const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'zsh', 'fish', 'dash', 'ksh', 'ash']);

/** A shell in front of the pane means that the agent is not: text typed now would be run. */
export function isShell(command: string): boolean {
  return shells.has(command.replace(/^-/, ''));
}
