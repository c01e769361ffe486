import { byId, el, icon } from './dom.js';

const toastMs = 3500;

/** A short word at the edge of the screen that goes by itself. */
export function toast(text) {
  const node = el('div', { class: 'toast' }, text);
  byId('toasts').append(node);
  setTimeout(() => {
    node.classList.add('leaving');
    setTimeout(() => node.remove(), 250);
  }, toastMs);
}

/** The bot's alert: it stays until somebody says OK. */
export function alertDialog(title, text) {
  const close = el('button', { type: 'button', class: 'primary', autofocus: true }, 'OK');
  const dialog = openDialog(
    'alert',
    el('h2', {}, title),
    el('p', {}, text),
    el('footer', {}, close),
  );
  dialog.setAttribute('role', 'alertdialog');
  close.addEventListener('click', () => dialog.close());
}

export function askText(title, label, confirm) {
  return new Promise((resolve) => {
    const input = el('input', {
      type: 'text',
      maxlength: 128,
      'aria-label': label,
      placeholder: label,
      autofocus: true,
    });
    const form = el(
      'form',
      { method: 'dialog' },
      input,
      el('footer', {}, el('button', { type: 'submit', class: 'primary' }, confirm)),
    );
    const dialog = openDialog('ask', el('h2', {}, title), form);
    let answer = null;
    form.addEventListener('submit', () => {
      answer = input.value.trim() || null;
    });
    dialog.addEventListener('close', () => resolve(answer));
  });
}

/** A modal window; Esc and a click beside it close it. */
export function openDialog(kind, ...content) {
  const dialog = el('dialog', { class: `dialog ${kind}` }, content);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function lightbox(source, label) {
  const close = el(
    'button',
    { type: 'button', class: 'ghost', 'aria-label': 'Close' },
    icon('close'),
  );
  const image = el('img', { src: source, alt: label });
  const dialog = openDialog('lightbox', close, image);
  for (const node of [close, image]) node.addEventListener('click', () => dialog.close());
}

/** A small menu at a point of the screen. Items: `{label, icon, run, danger}` or a row of `{emoji}`. */
export function openMenu({ x, y }, items, emojis = []) {
  document.querySelector('.menu')?.remove();
  const before = document.activeElement;
  const menu = el('div', { class: 'menu', role: 'menu' });

  function close() {
    menu.remove();
    document.removeEventListener('pointerdown', outside, true);
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
  function outside(event) {
    if (!menu.contains(event.target)) close();
  }
  const choose = (run) => () => {
    close();
    run();
  };
  if (emojis.length > 0) {
    menu.append(
      el(
        'div',
        { class: 'emojis' },
        emojis.map(({ emoji, run, chosen }) =>
          el(
            'button',
            {
              type: 'button',
              role: 'menuitem',
              class: chosen ? 'chosen' : '',
              'aria-label': `React with ${emoji}`,
              onclick: choose(run),
            },
            emoji,
          ),
        ),
      ),
    );
  }
  for (const item of items) {
    menu.append(
      el(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          class: item.danger ? 'danger' : '',
          onclick: choose(item.run),
        },
        icon(item.icon),
        item.label,
      ),
    );
  }
  menu.addEventListener('keydown', (event) => {
    const all = [...menu.querySelectorAll('button')];
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (step !== undefined) {
      event.preventDefault();
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    }
  });
  document.body.append(menu);
  const box = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - box.width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - box.height - 8))}px`;
  document.addEventListener('pointerdown', outside, true);
  menu.querySelector('button')?.focus();
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied');
  } catch {
    toast('Your browser did not allow copying');
  }
}
