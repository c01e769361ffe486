/**
 * Text from outside as a chat may show it: line breaks and tabs stay, whatever is invisible or moves
 * what one sees is written out. Joiners and variants stay behind the letters and emoji that have them; no
 * character of ASCII has, but for keycaps.
 */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(hidden, (one) => (one.length > 2 ? one : escapeOf(one)));
}

/**
 * A flag of a region is one black flag and letters that nobody sees, and some Han characters have variants: the
 * only use of those. Both are matched whole, and stay.
 */
const hidden =
  /\u{1F3F4}[\u{E0020}-\u{E007F}]+|\p{Script=Han}[\u{E0100}-\u{E01EF}]|(?<![^\p{ASCII}])(?:[\u{200C}-\u{200D}]|[\u{FE0E}-\u{FE0F}](?!\u{20E3}))|(?![\n\t]|[\u{200C}-\u{200D}]|[\u{FE0E}-\u{FE0F}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function escapeOf(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  if (code === 0x1b) return '␛';
  if (code === 0x0d) return '␍';
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : String.raw`\u{${code.toString(16)}}`;
}
