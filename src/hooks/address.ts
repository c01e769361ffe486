import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The kernel's limit for a socket's path is 104 bytes on macOS and 108 on Linux, its end included. */
const longest = 100;

/** Where the daemon of this home listens. Its folder is 0700. */
export function socketPath(home: string): string {
  const path = join(home, 'run', 'tapmux.sock');
  if (Buffer.byteLength(path) <= longest) return path;
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16);
  return join(tmpdir(), `tapmux-${userInfo().uid}-${digest}`, 'tapmux.sock');
}
