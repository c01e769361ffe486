import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../machine.ts';

const lookMs = 1_000;
/** More than a busy machine makes of a second. */
const awayMs = 5_000;

/**
 * Tells when the machine is back: it slept, or it has another network. Timers stand still in a sleep, and of a
 * line that is dead since nobody hears, so whoever waits would wait for long. Ends with the signal.
 */
export async function watchAbsence(
  machine: Machine,
  onReturn: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let looked = machine.uptimeMs();
  let network = machine.network();
  // Real time: what is looked at is this machine.
  while (await sleep(lookMs, true, { signal, ref: false }).catch(() => false)) {
    const now = { looked: machine.uptimeMs(), network: machine.network() };
    const slept = now.looked - looked > lookMs + awayMs;
    // Without any there is nothing to be tried.
    const moved = now.network !== network && now.network !== '';
    ({ looked, network } = now);
    if (slept || moved) onReturn(slept ? 'the machine slept' : 'the network is another one');
  }
}
