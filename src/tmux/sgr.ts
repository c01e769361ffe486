/** What SGR sequences have switched on so far, as the parameters that would switch it on again. */
export interface Style {
  readonly attributes: readonly string[];
  readonly foreground: string | null;
  readonly background: string | null;
  readonly underline: string | null;
}

export const plain: Style = { attributes: [], foreground: null, background: null, underline: null };

/** One sequence later. tmux switches attributes off by a reset only, and then names what stays on. */
export function restyled(style: Style, sequence: string): Style {
  if (!sequence.startsWith('\u001B[') || !sequence.endsWith('m')) return style;
  const words = sequence.slice(2, -1).split(';');
  let next = style;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const number = Number(word.split(':')[0]);
    let whole = word;
    if ([38, 48, 58].includes(number) && !word.includes(':')) {
      const length = words[index + 1] === '2' ? 5 : 3;
      whole = words.slice(index, index + length).join(';');
      index += length - 1;
    }
    next = switched(next, number, whole);
  }
  return next;
}

function switched(style: Style, number: number, word: string): Style {
  if (number === 0) return plain;
  if (number === 39) return { ...style, foreground: null };
  if (number === 49) return { ...style, background: null };
  if (number === 59) return { ...style, underline: null };
  if (number === 38 || between(number, 30, 37) || between(number, 90, 97)) {
    return { ...style, foreground: word };
  }
  if (number === 48 || between(number, 40, 47) || between(number, 100, 107)) {
    return { ...style, background: word };
  }
  if (number === 58) return { ...style, underline: word };
  if (style.attributes.includes(word)) return style;
  return { ...style, attributes: [...style.attributes, word] };
}

function between(number: number, from: number, to: number): boolean {
  return number >= from && number <= to;
}

export function styleCode(style: Style): string {
  // As almost every row begins.
  if (style === plain) return '';
  const words = [...style.attributes, style.foreground, style.background, style.underline];
  const on = words.filter((word) => word !== null);
  return on.length === 0 ? '' : `\u001B[${on.join(';')}m`;
}
