import { readFileSync } from 'node:fs';
import { networkInterfaces, uptime } from 'node:os';

/** What outlasts the process: the machine's own time. */
export interface Machine {
  /** Milliseconds since the machine was started; goes on while it sleeps and never jumps. */
  uptimeMs(): number;
  /** Another word for each start of the machine; null where nobody tells. */
  readonly boot: string | null;
  /** The addresses that it has: another word when its network is another one, empty where none is known. */
  network(): string;
}

export const thisMachine: Machine = {
  uptimeMs: () => Math.round(uptime() * 1000),
  boot: bootId(),
  network: addresses,
};

/** Those by which somebody can be reached: what containers and bridges make up for themselves comes and goes. */
function addresses(): string {
  try {
    return Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, address }) => !internal && !/^fe80:|^169\.254\./.test(address))
      .map(({ cidr, address }) => cidr ?? address)
      .toSorted()
      .join(' ');
  } catch {
    // Some systems let nobody ask.
    return '';
  }
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
