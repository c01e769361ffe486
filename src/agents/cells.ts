/** One character of a row and how it is drawn. */
export interface Cell {
  readonly character: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  /** The foreground and the background as its SGR parameters, or '' for the terminal's own. */
  readonly ink: string;
  readonly ground: string;
}

type Look = Omit<Cell, 'character'>;

const plain: Look = { bold: false, dim: false, inverse: false, ink: '', ground: '' };
const introducer = '\u001b[';

/** A row with its SGR sequences, character by character. */
export function cellsOf(styled: string): readonly Cell[] {
  const [first = '', ...pieces] = styled.split(introducer);
  let look = plain;
  const cells = drawn(first, look);
  for (const piece of pieces) {
    const end = piece.indexOf('m');
    look = after(look, piece.slice(0, Math.max(end, 0)));
    const text = piece.slice(end + 1);
    cells.push(...drawn(text, look));
  }
  return cells;
}

function drawn(text: string, look: Look): Cell[] {
  return Array.from(text, (character) => ({ ...look, character }));
}

function after(before: Look, codes: string): Look {
  let look = before;
  const numbers = codes.split(';').map(Number);
  for (let index = 0; index < numbers.length; index += 1) {
    const code = numbers[index] ?? 0;
    if (code === 38 || code === 48) {
      const length = numbers[index + 1] === 5 ? 3 : 5;
      const colour = numbers.slice(index, index + length).join(';');
      look = code === 48 ? { ...look, ground: colour } : { ...look, ink: colour };
      index += length - 1;
    } else {
      look = simple(look, code);
    }
  }
  return look;
}

function simple(before: Look, code: number): Look {
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...before, bold: true };
    case 2:
      return { ...before, dim: true };
    case 7:
      return { ...before, inverse: true };
    case 22:
      return { ...before, bold: false, dim: false };
    case 27:
      return { ...before, inverse: false };
    case 39:
      return { ...before, ink: '' };
    case 49:
      return { ...before, ground: '' };
    default:
      if (isGround(code)) return { ...before, ground: String(code) };
      return isGround(code + 10) ? { ...before, ink: String(code) } : before;
  }
}

function isGround(code: number): boolean {
  return (code >= 40 && code <= 47) || (code >= 100 && code <= 107);
}
