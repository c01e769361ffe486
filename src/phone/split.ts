const limit = 4096;

/** A long text as Telegram's clients send it: several messages, cut at a line or a word if they can. */
export function splitText(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = cutAt(rest);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

function cutAt(text: string): number {
  const head = text.slice(0, limit + 1);
  for (const mark of ['\n', ' ']) {
    const at = head.lastIndexOf(mark);
    if (at > limit / 2) return at;
  }
  // Never between the two halves of one character.
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code < 0xdc00 ? limit - 1 : limit;
}
