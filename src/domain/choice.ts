import type { Ask, Choice } from './ask.ts';

/** Words are the reason for one, where options are offered for a yes. */
export function isNo(ask: Ask, choice: Choice): boolean {
  if (choice.kind === 'option') return ask.options[choice.index]?.tone === 'deny';
  return choice.kind === 'text' && ask.kind === 'permission';
}

/** What the choice is called, or null when the ask has no such choice. */
export function labelOf(ask: Ask, choice: Choice): string | null {
  switch (choice.kind) {
    case 'option':
      return ask.options[choice.index]?.label ?? null;
    case 'options': {
      const labels = choice.indexes.map((index) => ask.options[index]?.label);
      return labels.every((label) => label !== undefined) ? labels.join(', ') : null;
    }
    case 'text': {
      const words = choice.text.length > 80 ? `${choice.text.slice(0, 80)}…` : choice.text;
      // Words are no answer to a yes or no, but the reason for a no.
      return ask.kind === 'permission' ? `No: ${words}` : words;
    }
  }
}
