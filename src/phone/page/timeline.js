import { post } from './api.js';
import { bubble, draftBubble, paintTicks } from './bubble.js';
import { byId, el, icon } from './dom.js';
import { react, watchMessages } from './message-menu.js';
import { copyText, toast } from './overlay.js';
import { chatView, entriesOf, isMine, keyOf, markRead, on, open, state } from './state.js';
import { paintTaps } from './taps.js';
import { dayKey, dayName } from './time.js';

const pageSize = 120;
const nearEnd = 80;

/** The messages of the conversation on screen, oldest on top. */
export function createTimeline(composer) {
  const feed = byId('feed');
  const scroller = byId('scroller');
  const down = byId('down');
  const nodes = new Map();
  let shown = pageSize;
  let missed = 0;

  const actions = {
    command: (text) => composer.sendNow(text),
    insert: (text) => composer.insert(text),
    copy: copyText,
    openTopic: (thread) => open(state.current.chat, thread),
    react,
    jump,
  };

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
  };

  function render() {
    const { chat, thread } = state.current;
    const all = entriesOf(chat, thread);
    nodes.clear();
    feed.replaceChildren();
    if (all.length === 0) feed.append(emptyNote());
    let previous = null;
    for (const entry of all.slice(-shown)) {
      append(entry, previous);
      previous = entry;
    }
    renderDraft();
  }

  function append(entry, previous) {
    const { message } = entry;
    const newDay = previous === null || dayKey(previous.message.date) !== dayKey(message.date);
    if (newDay)
      feed.append(
        el('div', { class: 'day', role: 'separator' }, el('span', {}, dayName(message.date))),
      );
    const divided = state.dividerAt === message.message_id;
    if (divided) feed.append(el('div', { class: 'unread', role: 'separator' }, 'New messages'));
    const node = bubble(entry, actions);
    const before = previous === null ? undefined : nodes.get(previous.message.message_id);
    if (!newDay && !divided && before !== undefined && follows(previous.message, message)) {
      node.classList.add('next');
      before.classList.add('followed');
    }
    nodes.set(message.message_id, node);
    feed.append(node);
  }

  function renderDraft() {
    feed.querySelector('.draft')?.remove();
    const { chat, thread } = state.current;
    const draft = state.drafts.get(keyOf(chat, thread));
    if (draft === undefined) return;
    feed.append(draftBubble(draft, () => void post('stop', { chat, draft: draft.id })));
  }

  function keepingEnd(change) {
    const stick = atEnd();
    change();
    if (stick) toEnd();
  }

  function seen() {
    if (document.visibilityState !== 'visible' || !document.hasFocus() || !atEnd()) return;
    missed = 0;
    markRead();
    paintDown();
  }

  function paintDown() {
    down.hidden = atEnd();
    down.replaceChildren(
      icon('down'),
      ...(missed > 0 ? [el('span', { class: 'badge' }, String(missed))] : []),
    );
  }

  on('message', (entry) => {
    if (!inView(entry.message)) return;
    const mine = isMine(entry.message);
    const away = !atEnd() || document.visibilityState !== 'visible' || !document.hasFocus();
    if (away && !mine && state.dividerAt === null) state.dividerAt = entry.message.message_id;
    const stick = mine || atEnd();
    const previous = entriesOf(state.current.chat, state.current.thread).at(-2) ?? null;
    feed.querySelector('.empty')?.remove();
    feed.querySelector('.draft')?.remove();
    append(entry, previous);
    renderDraft();
    if (stick) toEnd();
    else missed += 1;
    seen();
    paintDown();
  });

  on('edited', (entry) => {
    const old = nodes.get(entry.message.message_id);
    if (old === undefined || !inView(entry.message)) return;
    keepingEnd(() => {
      const node = bubble(entry, actions);
      for (const name of ['next', 'followed'])
        node.classList.toggle(name, old.classList.contains(name));
      const focused = old.contains(document.activeElement);
      old.replaceWith(node);
      nodes.set(entry.message.message_id, node);
      // Whoever was on a button of the old form stays at this message.
      if (focused) (node.querySelector('.key') ?? node).focus({ preventScroll: true });
    });
  });

  on('deleted', () => keepingEnd(render));
  on('draft', () => keepingEnd(renderDraft));
  on('taps', paintTaps);
  on('taken', ({ chatId, messageId }) => {
    const entry = chatView(chatId)?.entries.get(messageId);
    const node = nodes.get(messageId);
    if (entry !== undefined && node !== undefined) paintTicks(node, entry.message);
  });
  on('place', () => {
    shown = pageSize;
    missed = 0;
    render();
    const divider = feed.querySelector('.unread');
    if (divider === null) toEnd();
    else divider.scrollIntoView({ block: 'center' });
    seen();
    paintDown();
  });

  scroller.addEventListener('scroll', () => {
    const { chat, thread } = state.current;
    if (scroller.scrollTop < 40 && entriesOf(chat, thread).length > shown) {
      const fromEnd = scroller.scrollHeight - scroller.scrollTop;
      shown += pageSize;
      render();
      scroller.scrollTop = scroller.scrollHeight - fromEnd;
    }
    seen();
    paintDown();
  });
  down.addEventListener('click', toEnd);
  for (const name of ['focus', 'visibilitychange']) window.addEventListener(name, seen);
  new ResizeObserver(() => {
    if (!down.hidden) return;
    toEnd();
  }).observe(scroller);
  feed.addEventListener('load', () => down.hidden && toEnd(), true);

  watchMessages({ feed, composer });

  function jump(id) {
    if (!nodes.has(id) && chatView()?.entries.has(id)) {
      shown = Number.POSITIVE_INFINITY;
      render();
    }
    const node = nodes.get(id);
    if (node === undefined) {
      toast('This message is not in this conversation');
      return;
    }
    node.scrollIntoView({ block: 'center' });
    node.classList.add('flash');
    setTimeout(() => node.classList.remove('flash'), 1200);
  }

  return { jump };
}

/** Messages of one sender in one stretch are drawn as one block. */
function follows(first, second) {
  const same = first.from?.id === second.from?.id && second.date - first.date < 300;
  return same && !isService(first) && !isService(second);
}

function isService(message) {
  return (
    message.text === undefined && message.photo === undefined && message.document === undefined
  );
}

function emptyNote() {
  const about = state.bot.description || `This is your chat with ${state.bot.name}.`;
  return el(
    'div',
    { class: 'empty' },
    el('div', { class: 'card' }, el('h2', {}, state.bot.name), el('p', {}, about)),
  );
}

function inView(message) {
  const { chat, thread } = state.current;
  return message.chat.id === chat && (thread === 0 || message.message_thread_id === thread);
}
