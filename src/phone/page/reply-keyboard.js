import { byId, el } from './dom.js';

/** A keyboard that a bot puts in the place of the letters. */
export function paintReplyKeyboard(wish, send) {
  const keys = byId('keys');
  keys.hidden = wish.kind === 'remove_keyboard';
  if (wish.kind !== 'keyboard') return;
  const press = (label) => {
    if (wish.oneTime) keys.hidden = true;
    send(label);
  };
  keys.replaceChildren(
    ...wish.rows.map((row) =>
      el(
        'div',
        { class: 'row' },
        row.map((label) =>
          el('button', { type: 'button', class: 'key', onclick: () => press(label) }, label),
        ),
      ),
    ),
  );
}

export function hideReplyKeyboard() {
  byId('keys').hidden = true;
}
