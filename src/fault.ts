/** The steps of one decision, from the pane to the phone and back. */
export const faultPoints = [
  'seen',
  'written',
  'announced',
  'sent',
  'tapped',
  'claimed',
  'checked',
  'pressed',
  'confirmed',
  'closed',
  'edited',
] as const;

export type FaultPoint = (typeof faultPoints)[number];

/** `TAPMUX_FAULT=pressed:3`: the process is killed when it comes to this point for the third time. */
const wanted = /^([a-z]+)(?::(\d+))?$/.exec(process.env['TAPMUX_FAULT'] ?? '');
let left = Number(wanted?.[2] ?? 1);

/** Marks a step at which the fault suite kills the daemon; nothing at all for everybody else. */
export function faultPoint(point: FaultPoint): void {
  if (wanted?.[1] !== point) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}
