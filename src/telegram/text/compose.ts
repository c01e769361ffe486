import type { MessageEntity } from 'grammy/types';
import type { Composed } from '../message.ts';
import { visible } from './visible.ts';

/** A plain string is always shown as it is, with what is hidden in it written out. */
export type Piece = string | Composed;

/** Pieces one after the other. */
export function compose(...pieces: readonly Piece[]): Composed {
  let text = '';
  const entities: MessageEntity[] = [];
  for (const piece of pieces) {
    const part = typeof piece === 'string' ? plain(piece) : piece;
    const shift = text.length;
    for (const entity of part.entities) entities.push({ ...entity, offset: entity.offset + shift });
    text += part.text;
  }
  return { text, entities };
}

/** Pieces on lines of their own; null leaves a line out, an empty string makes an empty one. */
export function lines(...pieces: readonly (Piece | null)[]): Composed {
  return joined(
    pieces.filter((piece) => piece !== null),
    '\n',
  );
}

export function joined(pieces: readonly Piece[], separator: string): Composed {
  return compose(...pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece])));
}

export function plain(text: string): Composed {
  return { text: visible(text), entities: [] };
}

export const bold = (piece: Piece): Composed => marked(piece, { type: 'bold' });
export const italic = (piece: Piece): Composed => marked(piece, { type: 'italic' });
export const quote = (piece: Piece): Composed => marked(piece, { type: 'blockquote' });
/** Folded after a few lines; a tap opens it. */
export const expandable = (piece: Piece): Composed =>
  marked(piece, { type: 'expandable_blockquote' });

/** Nothing else can be inside code. */
export const code = (text: string): Composed => marked(text, { type: 'code' });

export function pre(text: string, language?: string): Composed {
  return marked(text, { type: 'pre', ...(language === undefined ? {} : { language }) });
}

export const link = (piece: Piece, url: string): Composed =>
  marked(piece, { type: 'text_link', url });

/** A moment that the phone shows in its own words and zone; `fallback` is for older ones. */
export function moment(atMs: number, fallback: string, format = 'r'): Composed {
  return marked(fallback, {
    type: 'date_time',
    unix_time: Math.floor(atMs / 1000),
    date_time_format: format,
  });
}

type Mark = MessageEntity extends infer One ? Omit<One, 'offset' | 'length'> : never;

type Kind =
  | { readonly type: 'bold' | 'italic' | 'blockquote' | 'expandable_blockquote' | 'code' }
  | { readonly type: 'pre'; readonly language?: string }
  | { readonly type: 'text_link'; readonly url: string }
  | { readonly type: 'date_time'; readonly unix_time: number; readonly date_time_format: string };

function marked(piece: Piece, kind: Kind & Mark): Composed {
  const inner = compose(piece);
  if (inner.text === '') return inner;
  const entity = { ...kind, offset: 0, length: inner.text.length } as MessageEntity;
  return { text: inner.text, entities: [entity, ...inner.entities] };
}
