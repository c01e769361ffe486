import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** What outlasts the process: the machine's own time. */
export interface Machine {
  /** Milliseconds since the machine was started; goes on while it sleeps and never jumps. */
  uptimeMs(): number;
  /** Another word for each start of the machine; null where nobody tells. */
  readonly boot: string | null;
}

export const thisMachine: Machine = {
  uptimeMs: () => Math.round(uptime() * 1000),
  boot: bootId(),
};

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
