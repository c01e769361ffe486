import { commandData } from '../callbacks.ts';
import type { Button } from '../message.ts';

/** Enough of a lease's id to tell it from the next one, in the 64 bytes of a button. */
const tailLength = 10;

export const leaseTail = (lease: string) => lease.slice(-tailLength);

/** For a stale lease: bound to this very one. */
export function leaseButtons(session: string, lease: string): readonly Button[] {
  const rest = `${session}:${leaseTail(lease)}`;
  return [
    { label: 'Take over', data: commandData('lease', `t:${rest}`) },
    { label: 'Clear', data: commandData('lease', `c:${rest}`) },
  ];
}
