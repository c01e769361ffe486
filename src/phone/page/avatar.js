import { el } from './dom.js';
import { state } from './state.js';

export function titleOf(view) {
  return view.chat.type === 'private' ? state.bot.name : view.chat.title;
}

export function avatar(title, color, hash) {
  const letter = hash ? '#' : [...title.trim()][0]?.toUpperCase();
  const node = el(
    'span',
    { class: `avatar${hash ? ' hash' : ''}`, 'aria-hidden': 'true' },
    letter ?? '?',
  );
  if (color !== null) node.style.setProperty('--tint', `#${color.toString(16).padStart(6, '0')}`);
  return node;
}
