import { post } from './api.js';
import { el, icon } from './dom.js';
import { alertDialog, copyText, toast } from './overlay.js';
import { emit, on, state } from './state.js';

/** Buttons that wait for the bot's answer, as `chat/message/data`. */
const waiting = new Set();
/** Answers that came before we knew the id of our own tap. */
const early = new Map();
const byId = new Map();
const patienceMs = 20_000;

on('answered', (answer) => {
  if (byId.has(answer.id)) settle(answer.id, answer);
  else early.set(answer.id, answer);
});

function settle(id, answer) {
  const key = byId.get(id);
  byId.delete(id);
  waiting.delete(key);
  emit('taps');
  if (answer === null) return;
  if (answer.url !== null && /^https?:/.test(answer.url))
    window.open(answer.url, '_blank', 'noopener');
  if (answer.text === null) return;
  if (answer.alert) alertDialog(state.bot.name, answer.text);
  else toast(answer.text);
}

async function tap(message, button, place) {
  const key = keyOf(message, button);
  if (waiting.has(key)) return;
  waiting.add(key);
  emit('taps');
  try {
    const { id } = await post('tap', {
      chat: message.chat.id,
      message: message.message_id,
      button: place,
    });
    byId.set(id, key);
    const answer = early.get(id);
    early.delete(id);
    if (answer !== undefined) settle(id, answer);
    else setTimeout(() => byId.has(id) && settle(id, null), patienceMs);
  } catch (error) {
    waiting.delete(key);
    emit('taps');
    toast(`Not sent: ${error.message}`);
  }
}

function keyOf(message, button) {
  return `${message.chat.id}/${message.message_id}/${button.callback_data}`;
}

/** The keyboard below a message. */
export function inlineKeyboard(message, onCommand) {
  let place = -1;
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    el(
      'div',
      { class: 'row' },
      row.map((button) => {
        place += 1;
        return inlineButton(message, button, place, onCommand);
      }),
    ),
  );
  return el(
    'div',
    { class: 'keyboard', role: 'group', 'aria-label': 'Buttons of this message' },
    rows,
  );
}

function inlineButton(message, button, place, onCommand) {
  const style = button.style ?? '';
  const label = el('span', { class: 'label' }, button.text);
  if (button.url !== undefined) {
    return el(
      'a',
      { class: `key ${style}`, href: button.url, target: '_blank', rel: 'noopener noreferrer' },
      label,
      icon('link'),
    );
  }
  if (button.copy_text !== undefined) {
    const run = () => copyText(button.copy_text.text);
    return el(
      'button',
      { type: 'button', class: `key ${style}`, onclick: run },
      label,
      icon('copy'),
    );
  }
  if (button.callback_data === undefined) {
    const here = button.switch_inline_query_current_chat;
    const run = here === undefined ? null : () => onCommand(`@${state.bot.username} ${here}`);
    return el(
      'button',
      { type: 'button', class: `key ${style}`, disabled: run === null, onclick: run },
      label,
    );
  }
  const busy = waiting.has(keyOf(message, button));
  return el(
    'button',
    {
      type: 'button',
      class: `key ${style}${busy ? ' busy' : ''}`,
      'aria-busy': busy ? 'true' : null,
      dataset: { tap: keyOf(message, button) },
      onclick: () => tap(message, button, place),
    },
    label,
  );
}

/** Shows on the buttons that are on screen which of them wait. */
export function paintTaps() {
  for (const node of document.querySelectorAll('[data-tap]')) {
    const busy = waiting.has(node.dataset.tap);
    node.classList.toggle('busy', busy);
    if (busy) node.setAttribute('aria-busy', 'true');
    else node.removeAttribute('aria-busy');
  }
}
