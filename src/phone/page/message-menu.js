import { post } from './api.js';
import { byId } from './dom.js';
import { copyText, openMenu, toast } from './overlay.js';
import { chatView, isMine, state } from './state.js';

const quick = ['👍', '❤', '🔥', '🎉', '👀', '😁'];

/** What can be done with a message: by the right button or a long press, a double click, or keys. */
export function watchMessages({ feed, composer }) {
  feed.addEventListener('contextmenu', (event) => {
    const entry = entryAt(event.target);
    if (entry === null || event.target.closest('a') !== null) return;
    event.preventDefault();
    messageMenu(entry, { x: event.clientX, y: event.clientY }, composer);
  });
  feed.addEventListener('dblclick', (event) => {
    const entry = entryAt(event.target);
    const busy = event.target.closest('button, a, pre, code') !== null;
    if (entry !== null && !busy) composer.replyTo(entry.message);
  });
  feed.addEventListener('keydown', (event) => {
    const here = event.target.closest('.message');
    if (event.key === 'Enter' && event.target === here && here !== null) {
      const box = here.getBoundingClientRect();
      event.preventDefault();
      messageMenu(entryAt(here), { x: box.left + 40, y: box.top + 20 }, composer);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      walk(feed, here, event.key === 'ArrowUp' ? -1 : 1);
    }
  });
}

/** From message to message, and below the last one into the input. */
function walk(feed, here, step) {
  const all = [...feed.querySelectorAll('.message')];
  const at = here === null ? all.length : all.indexOf(here);
  const next = all[at + step];
  if (next !== undefined) next.focus();
  else if (step > 0) byId('composer').querySelector('textarea')?.focus();
}

function entryAt(target) {
  const id = Number(target.closest?.('[data-id]')?.dataset.id);
  return chatView()?.entries.get(id) ?? null;
}

function messageMenu(entry, place, composer) {
  const { message } = entry;
  const text = message.text ?? message.caption;
  const items = [{ label: 'Reply', icon: 'reply', run: () => composer.replyTo(message) }];
  if (text !== undefined) {
    items.push({ label: 'Copy text', icon: 'copy', run: () => void copyText(text) });
  }
  if (isMine(message) && message.text !== undefined) {
    items.push({ label: 'Edit', icon: 'edit', run: () => composer.edit(message) });
  }
  items.push({ label: 'Delete', icon: 'trash', danger: true, run: () => void remove(message) });
  const own = entry.reactions.find((one) => one.by === state.user.id)?.emoji;
  const emojis = quick.map((emoji) => ({
    emoji,
    chosen: emoji === own,
    run: () => void react(entry, emoji === own ? null : emoji),
  }));
  openMenu(place, items, emojis);
}

export async function react(entry, emoji) {
  const { chat, message_id: message } = entry.message;
  try {
    await post('react', { chat: chat.id, message, emoji });
  } catch (error) {
    toast(`Not sent: ${error.message}`);
  }
}

async function remove({ chat, message_id: message }) {
  try {
    await post('delete', { chat: chat.id, message });
  } catch (error) {
    toast(`Not deleted: ${error.message}`);
  }
}
