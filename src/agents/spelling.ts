import type { NamedKey } from '../domain/ask.ts';

/** How a text must be typed so that the agent takes it as text and gets it as it is. */
export type Spelling =
  | { readonly kind: 'strokes'; readonly strokes: readonly Stroke[] }
  /** However it is typed, the program would do something else with it. */
  | { readonly kind: 'refused'; readonly why: string };

/** Enter is not among them: it comes with the last one. */
export type Stroke = { readonly paste: string } | { readonly name: NamedKey };

export function pasted(...texts: readonly string[]): Spelling {
  return { kind: 'strokes', strokes: texts.map((paste) => ({ paste })) };
}

/** A line of nothing but one of these words ends some programs. */
export function refuseQuitWord(text: string, words: readonly string[]): Spelling | null {
  const word = text.trim();
  if (!words.includes(word)) return null;
  return {
    kind: 'refused',
    why: `it would end at the word “${word}”. Stop the session instead, or say more than this word`,
  };
}

export interface PieceSize {
  readonly chars: number;
  readonly lines: number;
}

/**
 * The text in pieces that are pasted one after the other. Programs replace what is longer by a
 * placeholder and hand it on in another form. No piece ends within a
 * character.
 */
export function piecesOf(text: string, size: PieceSize): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let lines = 1;
  for (const character of text) {
    const full = piece.length + character.length > size.chars;
    if (full || (character === '\n' && lines === size.lines)) {
      pieces.push(piece);
      piece = '';
      lines = 1;
    }
    if (character === '\n') lines += 1;
    piece += character;
  }
  return piece === '' ? pieces : [...pieces, piece];
}
