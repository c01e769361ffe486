/**
 * May this be how a form shows that text? It cuts what is long, puts quotes around what has a comma, and a sign in
 * the place of what cannot be seen; and rows break where the pane ends.
 */
export function isShownAs(shown: string, full: string): boolean {
  const [mine, whole] = [bare(shown), bare(full)];
  if (mine === whole) return true;
  const [start = '', ...parts] = mine.split('…');
  const end = parts.pop();
  if (end === undefined || !whole.startsWith(start)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = whole.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return whole.length - end.length >= at && whole.endsWith(end);
}

function bare(text: string): string {
  return text.normalize('NFC').replaceAll(/[\s"\p{Cc}\p{Cf}\ufffd]+/gu, '');
}

/** Where in the whole of a list these stand, one after the other; null where more than one place would do, or none. */
export function placeIn(
  shown: readonly string[],
  full: readonly string[],
  ends: { readonly above: boolean; readonly below: boolean },
): number | null {
  const last = full.length - shown.length;
  const places = Array.from({ length: Math.max(last + 1, 0) }, (_, at) => at).filter(
    (at) =>
      (ends.above ? at > 0 : at === 0) &&
      (ends.below ? at < last : at === last) &&
      shown.every((one, nth) => isShownAs(one, full[at + nth] ?? '')),
  );
  return places.length === 1 ? (places[0] ?? null) : null;
}
