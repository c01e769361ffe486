import { readFile } from 'node:fs/promises';
import { errorCode } from '../errors.ts';
import type { ServerIdentity } from './tmux.ts';

/**
 * Is the server's process gone? `dead` is proof; `maybe` is everything else, because a pid may belong to
 * somebody else by now and not every system says to whom.
 */
export async function serverProcess(server: ServerIdentity): Promise<'dead' | 'maybe'> {
  try {
    process.kill(server.pid, 0);
  } catch (error) {
    return errorCode(error) === 'ESRCH' ? 'dead' : 'maybe';
  }
  // Linux tells more: a zombie no longer serves anybody, and after a reboot the pid may be another program's.
  const status = await readFile(`/proc/${String(server.pid)}/status`, 'utf8').catch(() => null);
  if (status === null) return 'maybe';
  if (/^State:\s+Z/m.test(status)) return 'dead';
  return /^Name:\s+.*tmux/m.test(status) ? 'maybe' : 'dead';
}
