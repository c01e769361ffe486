import { post } from './api.js';
import { acceptDrops, previewFiles } from './attach.js';
import { authorOf, summary } from './bubble.js';
import { createCommands } from './commands.js';
import { byId, el, icon } from './dom.js';
import { toast } from './overlay.js';
import { hideReplyKeyboard, paintReplyKeyboard } from './reply-keyboard.js';
import { chatView, entriesOf, isMine, keyOf, on, state } from './state.js';

/** The input area: text, replies, edits, files, commands, and the keyboards that a bot puts there. */
export function createComposer() {
  const form = byId('composer');
  const context = byId('context');
  const drafts = new Map();
  /** What the text will be: new, an answer, or the new form of a message. */
  let mode = { kind: 'new' };
  let answeredKeyboard = 0;
  let place = '';

  const input = el('textarea', {
    rows: 1,
    placeholder: 'Message',
    'aria-label': 'Message',
    'aria-controls': 'suggest',
    'aria-autocomplete': 'list',
    enterkeyhint: 'send',
    dir: 'auto',
  });
  const picker = el('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    tabindex: -1,
    'aria-label': 'Files',
  });
  const menu = el(
    'button',
    { type: 'button', class: 'ghost menu-button', 'aria-label': 'Commands', title: 'Commands' },
    icon('menu'),
  );
  const attach = el(
    'button',
    { type: 'button', class: 'ghost', 'aria-label': 'Attach a file', title: 'Attach' },
    icon('attach'),
  );
  const send = el(
    'button',
    { type: 'submit', class: 'send', 'aria-label': 'Send', disabled: true },
    icon('send'),
  );
  const start = el('button', { type: 'button', class: 'start' }, 'Start');
  form.append(menu, el('div', { class: 'field' }, input), attach, send, start, picker);

  const commands = createCommands({
    choose: (text) => void sendNow(text),
    fill: (text) => insert(`${text} `),
  });

  function paint() {
    send.disabled = input.value.trim() === '';
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, innerHeight * 0.4)}px`;
    const selected = commands.selectedId();
    if (selected === null) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', selected);
  }

  function paintMode() {
    const standing = chatView()?.standing;
    const closed = standing === 'left' || standing === 'blocked';
    form.classList.toggle('closed', closed);
    // What is hidden has no height to measure.
    if (!closed) paint();
    start.textContent = standing === 'blocked' ? 'Restart' : 'Start';
    menu.hidden = (chatView()?.commands.length ?? 0) === 0;
    context.hidden = mode.kind === 'new';
    if (mode.kind === 'new') return;
    const title = mode.kind === 'edit' ? 'Edit message' : `Reply to ${authorOf(mode.message)}`;
    context.replaceChildren(
      icon(mode.kind === 'edit' ? 'edit' : 'reply'),
      el('div', {}, el('strong', {}, title), el('span', { dir: 'auto' }, summary(mode.message))),
      el(
        'button',
        { type: 'button', class: 'ghost', 'aria-label': 'Cancel', onclick: leaveMode },
        icon('close'),
      ),
    );
  }

  function leaveMode() {
    if (mode.kind === 'edit') input.value = '';
    mode = { kind: 'new' };
    input.placeholder = 'Message';
    paint();
    paintMode();
    input.focus();
  }

  /** Where a message goes: an answer goes to the topic of what it answers. */
  function destination() {
    const { chat, thread } = state.current;
    const replied = mode.kind === 'reply' ? mode.message : null;
    return {
      chat,
      thread: thread || replied?.message_thread_id || undefined,
      reply: replied?.message_id,
    };
  }

  async function submit() {
    const text = input.value;
    if (text.trim() === '') return;
    if (mode.kind === 'edit') {
      await deed('edit', { chat: mode.message.chat.id, message: mode.message.message_id, text });
      return;
    }
    await deed('send', { ...destination(), text });
  }

  async function deed(verb, body) {
    const before = { text: input.value, mode };
    input.value = '';
    // Before the request: the bot's answer may ask for the next reply before ours is in.
    mode = { kind: 'new' };
    input.placeholder = 'Message';
    commands.hide();
    paintMode();
    paint();
    try {
      await post(verb, body);
    } catch (error) {
      // Nothing that was written is lost.
      if (input.value === '') input.value = before.text;
      if (mode.kind === 'new') mode = before.mode;
      paintMode();
      paint();
      toast(`Not sent: ${error.message}`);
    }
  }

  async function sendNow(text) {
    await deed('send', { ...destination(), text });
    input.focus();
  }

  function insert(text) {
    input.value = text;
    input.focus();
    commands.update(input.value);
    paint();
  }

  function replyTo(message) {
    mode = { kind: 'reply', message };
    paintMode();
    input.focus();
  }

  function edit(message) {
    mode = { kind: 'edit', message };
    input.value = message.text ?? '';
    paintMode();
    paint();
    input.focus();
  }

  function editLast() {
    const { chat, thread } = state.current;
    const last = entriesOf(chat, thread).findLast(
      (one) => isMine(one.message) && one.message.text !== undefined,
    );
    if (last !== undefined) edit(last.message);
  }

  function offerFiles(files) {
    previewFiles(files, destination(), () => {
      mode = { kind: 'new' };
      paintMode();
      input.focus();
    });
  }

  /** The newest message that says something about the input area decides. */
  function applyInput(entry) {
    const { input: wish, message } = entry;
    const { thread } = state.current;
    if (wish === undefined || (thread !== 0 && message.message_thread_id !== thread)) return;
    if (wish.kind === 'force_reply') {
      if (answeredKeyboard >= message.message_id) return;
      answeredKeyboard = message.message_id;
      mode = { kind: 'reply', message };
      input.placeholder = wish.placeholder ?? 'Reply';
      paintMode();
      if (document.hasFocus()) input.focus();
      return;
    }
    if (wish.kind === 'keyboard') input.placeholder = wish.placeholder ?? 'Message';
    paintReplyKeyboard(wish, (label) => void sendNow(label));
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  input.addEventListener('input', () => {
    commands.update(input.value);
    paint();
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (commands.onKey(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape' && mode.kind !== 'new') leaveMode();
    else if (event.key === 'ArrowUp' && input.value === '' && mode.kind === 'new') {
      event.preventDefault();
      editLast();
    }
    paint();
  });
  input.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    offerFiles(event.clipboardData.files);
  });
  menu.addEventListener('click', () => {
    if (commands.isOpen()) commands.hide();
    else commands.showAll();
    input.focus();
    paint();
  });
  start.addEventListener('click', () => void sendNow('/start'));
  attach.addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    offerFiles(picker.files);
    picker.value = '';
  });

  acceptDrops(document.querySelector('main.chat'), offerFiles);

  on('message', (entry) => {
    if (entry.message.chat.id === state.current.chat) applyInput(entry);
  });
  for (const what of ['chats', 'bot', 'loaded']) on(what, paintMode);
  on('place', () => {
    // Each conversation keeps what was being written in it.
    if (place !== '') drafts.set(place, mode.kind === 'edit' ? '' : input.value);
    place = keyOf(state.current.chat, state.current.thread);
    input.value = drafts.get(place) ?? '';
    mode = { kind: 'new' };
    input.placeholder = 'Message';
    hideReplyKeyboard();
    const wish = entriesOf(state.current.chat, state.current.thread).findLast(
      (one) => one.input !== undefined,
    );
    if (wish !== undefined && wish.input.kind !== 'force_reply') applyInput(wish);
    commands.hide();
    paintMode();
    paint();
    if (matchMedia('(hover: hover)').matches) input.focus({ preventScroll: true });
  });

  return { sendNow, insert, replyTo, edit };
}
