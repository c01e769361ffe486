import type { RefusalReason, SendOutcome } from '../domain/outcomes.ts';

/** The longest text that is typed into a pane, in bytes. */
export const textLimit = 100 * 1024;

const names: { readonly [code: number]: string } = {
  0: 'NUL',
  3: 'Ctrl-C',
  4: 'Ctrl-D',
  7: 'BEL',
  8: 'Backspace',
  11: 'VT',
  12: 'FF',
  13: 'CR',
  26: 'Ctrl-Z',
  27: 'ESC',
  127: 'DEL',
  155: 'CSI',
};

/** Null when the text can be typed as it is; nothing of a refused text is typed. */
export function refusalOf(text: string): Extract<SendOutcome, { kind: 'refused' }> | null {
  if (text.trim() === '') {
    return { kind: 'refused', reason: 'empty', detail: 'There is no text to send.' };
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > textLimit) {
    const detail = `The text has ${bytes} bytes; ${textLimit} fit. Send it as a file or in parts.`;
    return { kind: 'refused', reason: 'too_long', detail };
  }
  const found = firstControl(text);
  if (found === null) return null;
  const detail = `The text has a control byte: ${found}. Remove it and send again.`;
  return { kind: 'refused', reason: 'control_bytes', detail };
}

/** Line feeds and tabs are text. Everything else below a space, DEL and the C1 range drive terminals. */
function firstControl(text: string): string | null {
  let place = 0;
  for (const character of text) {
    place += 1;
    const code = character.codePointAt(0) ?? 0;
    const plain = code === 9 || code === 10 || (code >= 32 && code < 127) || code > 159;
    if (plain && !(code >= 0xd8_00 && code <= 0xdf_ff)) continue;
    const hex = `0x${code.toString(16).padStart(2, '0')}`;
    const name = code >= 0xd8_00 ? 'half of a surrogate pair' : (names[code] ?? 'control');
    return `${name} (${hex}) at character ${place}`;
  }
  return null;
}

export function refused(
  reason: RefusalReason,
  detail: string,
): Extract<SendOutcome, { kind: 'refused' }> {
  return { kind: 'refused', reason, detail };
}
