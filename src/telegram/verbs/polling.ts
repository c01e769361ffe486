/** A poll answers at least every half minute; after this one something is wrong. */
export const lateAfterSeconds = 90;

export function sinceText(seconds: number | null): string {
  if (seconds === null) return 'no answer yet';
  const whole = Math.round(seconds);
  return whole <= lateAfterSeconds ? `answered ${whole} s ago` : `silent for ${spanOf(whole)}`;
}

function spanOf(seconds: number): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
