import { tmuxTooOld, tmuxUnusable } from './errors.ts';
import { createExec } from './exec.ts';
import type { Exec } from './exec.ts';
import { tmuxEnvironment } from './socket.ts';
import type { TmuxVersion } from './tmux.ts';

/** The version of this machine's tmux. Rejects with a UserError when it is missing or too old. */
export function readTmuxVersion(binary = 'tmux'): Promise<TmuxVersion> {
  const env = tmuxEnvironment(process.env);
  return supportedVersion(createExec({ binary, args: [], env }, 5_000), binary);
}

export async function supportedVersion(exec: Exec, binary: string): Promise<TmuxVersion> {
  const text = await exec.version();
  const version = parseVersion(text);
  if (version === null) throw tmuxUnusable(`${binary} -V says ${JSON.stringify(text.trim())}`);
  if (!isSupported(version)) throw tmuxTooOld(version.text);
  return version;
}

/**
 * `tmux 3.3a`, `tmux next-3.6`, `tmux 3.4-rc2`, `tmux master`, `tmux openbsd-7.5`. Null when it is none of these.
 * OpenBSD numbers its base tmux like itself; 7.0 was the first release with all that we use.
 */
export function parseVersion(output: string): TmuxVersion | null {
  const text = output.trim();
  const form = /^tmux (?:(openbsd|next)-)?(?:(\d+)\.(\d+)|(master))/.exec(text);
  if (form === null) return null;
  const [, line, major, minor, master] = form;
  if (master !== undefined) return { text, major: 99, minor: 0 };
  const numbers = { major: Number(major), minor: Number(minor) };
  if (line !== 'openbsd') return { text, ...numbers };
  return numbers.major >= 7 ? { text, major: 3, minor: 3 } : { text, major: 3, minor: 1 };
}

export function atLeast(version: TmuxVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

/** `-f` flags of clients, `pause-after`, `new-session -e`. */
export function isSupported(version: TmuxVersion): boolean {
  return atLeast(version, 3, 2);
}

/** Captures that are printed to a control client leak some 10 KB each in the server before 3.6. */
export function leaksOnPrint(version: TmuxVersion): boolean {
  return !atLeast(version, 3, 6);
}

/** From 3.7 on, paste-buffer rewrites control bytes unless it is told not to. */
export function pasteFlags(version: TmuxVersion): string {
  return atLeast(version, 3, 7) ? '-d -r -S' : '-d -r';
}
