import { avatar, titleOf } from './avatar.js';
import { dots, summary } from './bubble.js';
import { byId, el, icon } from './dom.js';
import { chatView, keyOf, on, state, topicOf, totalUnread } from './state.js';
import { toggleTheme } from './theme.js';

/** Above the messages: who this is, whether the bot is there, what is pinned; and the tab's title. */
export function createBar(onJump) {
  const paint = () => {
    paintBar();
    paintPinned(onJump);
    paintTitle();
  };
  for (const what of ['place', 'chats', 'loaded', 'message', 'edited', 'deleted', 'unread']) {
    on(what, paint);
  }
  for (const what of ['bot', 'link']) on(what, paintBar);
}

function paintBar() {
  const view = chatView();
  if (view === undefined) return;
  const { chat, thread } = state.current;
  const topic = thread === 0 ? undefined : topicOf(chat, thread);
  const title = topic?.name ?? titleOf(view);
  byId('bar').replaceChildren(
    avatar(title, topic?.icon_color ?? null, topic !== undefined),
    el('div', { class: 'who' }, el('h1', { dir: 'auto' }, title), statusLine(view, topic)),
    el(
      'button',
      {
        type: 'button',
        class: 'ghost',
        'aria-label': 'Light or dark',
        title: 'Light or dark',
        onclick: toggleTheme,
      },
      icon('theme'),
    ),
  );
}

function statusLine(view, topic) {
  const here = keyOf(state.current.chat, state.current.thread);
  const action = state.actions.get(here)?.action;
  const line = el('p', { class: 'status', role: 'status' });
  if (!state.linked) line.append(lamp('off'), 'connecting', dots());
  else if (action !== undefined) line.append(el('span', { class: 'doing' }, word(action)), dots());
  else if (!state.bot.online) line.append(lamp('wait'), 'waiting for the bot');
  else if (topic?.closed) line.append(lamp('on'), 'closed topic');
  else line.append(lamp('on'), view.chat.type === 'private' ? 'online' : view.chat.type);
  return line;
}

function lamp(kind) {
  return el('span', { class: `lamp ${kind}`, 'aria-hidden': 'true' });
}

function word(action) {
  if (action === 'typing') return 'typing';
  if (action.startsWith('upload')) return 'sending a file';
  return action.startsWith('record') ? 'recording' : 'choosing';
}

function paintPinned(onJump) {
  const { thread } = state.current;
  const view = chatView();
  const message = view.pinned
    .map((id) => view.entries.get(id)?.message)
    .findLast((one) => one !== undefined && (thread === 0 || one.message_thread_id === thread));
  const pinned = byId('pinned');
  pinned.hidden = message === undefined;
  if (message === undefined) return;
  pinned.replaceChildren(
    el(
      'button',
      { type: 'button', onclick: () => onJump(message.message_id) },
      icon('pin'),
      el(
        'span',
        {},
        el('strong', {}, 'Pinned message'),
        el('span', { dir: 'auto' }, summary(message)),
      ),
    ),
  );
}

function paintTitle() {
  const unread = totalUnread();
  document.title = unread > 0 ? `(${unread}) ${state.bot.name}` : state.bot.name;
}
