import type { Ask } from './ask.ts';

/**
 * The same text for one prompt however it is seen. Blanks and line breaks do not count, because they
 * depend on the width of the pane; nor do ticks, which change while somebody answers.
 */
export function fingerprintOf(ask: Pick<Ask, 'kind' | 'title' | 'body' | 'options'>): string {
  const parts = [ask.kind, ask.title, ask.body, ...ask.options.map((option) => option.label)];
  return hash(parts.map((part) => squeezed(part)).join('\u001f'));
}

/**
 * Of two texts that are the same but for blanks: could they be one text in panes of two widths? A break may stand
 * for a blank or for nothing, but a blank within a row for no other than itself: `rm -rf /tmp` is not
 * `rm -rf / tmp`.
 */
export function spacedAlike(one: string, other: string): boolean {
  const [mine, theirs] = [gapsOf(one), gapsOf(other)];
  if (mine.length !== theirs.length) return false;
  return mine.every((gap, at) => gap === theirs[at] || gap === 'break' || theirs[at] === 'break');
}

/** What stands in front of each character that is none. */
function gapsOf(text: string): readonly ('nothing' | 'blank' | 'break')[] {
  return [
    ...text
      .trim()
      .normalize('NFC')
      .matchAll(/(\s*)\S/gu),
  ].map(([, gap = '']) => {
    if (gap === '') return 'nothing';
    return gap.includes('\n') ? 'break' : 'blank';
  });
}

function squeezed(text: string): string {
  return text.normalize('NFC').replaceAll('’', "'").replaceAll(/\s+/g, '');
}

/** FNV-1a over UTF-16 units, twice with different seeds: 64 bits as 16 hex digits. */
function hash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + index), 0x01000193);
  }
  return hex(low) + hex(high);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
