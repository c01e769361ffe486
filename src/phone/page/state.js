/**
 * What the page knows. Views read it and are told by name what changed; only `apply` and the few
 * functions here change it.
 */
export const state = {
  user: null,
  bot: { id: 0, name: '', username: '', description: '', online: false, topics: false },
  chats: new Map(),
  current: { chat: 0, thread: 0 },
  linked: false,
  waiting: new Set(),
  drafts: new Map(),
  actions: new Map(),
  read: new Map(),
  /** The first message that was unread when the conversation was opened. */
  dividerAt: null,
};

const listeners = new Map();
let wanted = null;

export function on(what, listener) {
  listeners.set(what, [...(listeners.get(what) ?? []), listener]);
}

export function emit(what, detail) {
  for (const listener of listeners.get(what) ?? []) listener(detail);
}

export function reset(loaded) {
  state.user = loaded.user;
  state.bot = loaded.bot;
  state.chats = new Map(loaded.chats.map((one) => [one.chat.id, withEntries(one)]));
  state.waiting = new Set(loaded.waiting.map((one) => keyOf(one.chatId, one.messageId)));
  state.drafts = new Map(
    loaded.drafts.map((one) => [keyOf(one.chatId, one.threadId ?? 0), one.draft]),
  );
  restoreRead();
  if (!state.chats.has(state.current.chat)) {
    const first = loaded.chats[0].chat.id;
    const [chat, thread] = (sessionStorage.getItem('place') ?? '').split('/').map(Number);
    const known = state.chats.has(chat) && (thread === 0 || topicOf(chat, thread) !== undefined);
    state.current = known ? { chat, thread } : { chat: first, thread: 0 };
  }
}

function withEntries(view) {
  return { ...view, entries: new Map(view.entries.map((one) => [one.message.message_id, one])) };
}

export function keyOf(chat, id) {
  return `${chat}/${id}`;
}

export function chatView(id = state.current.chat) {
  return state.chats.get(id);
}

export function topicOf(chat, thread) {
  return state.chats.get(chat)?.topics.find((one) => one.message_thread_id === thread);
}

/** The messages of a conversation: a topic, or with thread 0 the whole chat. */
export function entriesOf(chat, thread) {
  const all = [...(state.chats.get(chat)?.entries.values() ?? [])];
  return thread === 0 ? all : all.filter((one) => one.message.message_thread_id === thread);
}

export function isMine(message) {
  return message.from?.id === state.user.id;
}

export function open(chat, thread) {
  state.current = { chat, thread };
  sessionStorage.setItem('place', keyOf(chat, thread));
  state.dividerAt = firstUnread(chat, thread);
  emit('place');
}

/** A topic that was just made is opened as soon as its event is here. */
export function openWhenKnown(chat, thread) {
  wanted = { chat, thread };
  openWanted();
}

function openWanted() {
  if (wanted === null || topicOf(wanted.chat, wanted.thread) === undefined) return;
  const { chat, thread } = wanted;
  wanted = null;
  open(chat, thread);
}

export function apply(event) {
  switch (event.kind) {
    case 'message': {
      const { chat, message_id: id } = event.entry.message;
      chatView(chat.id)?.entries.set(id, event.entry);
      if (isMine(event.entry.message)) state.waiting.add(keyOf(chat.id, id));
      else state.actions.delete(keyOf(chat.id, event.entry.message.message_thread_id ?? 0));
      emit('message', event.entry);
      return;
    }
    case 'edited': {
      const { chat, message_id: id } = event.entry.message;
      chatView(chat.id)?.entries.set(id, event.entry);
      emit('edited', event.entry);
      return;
    }
    case 'deleted':
      for (const id of event.messageIds) chatView(event.chatId)?.entries.delete(id);
      emit('deleted', event);
      return;
    case 'taken':
      state.waiting.delete(keyOf(event.chatId, event.messageId));
      emit('taken', event);
      return;
    case 'answered':
      emit('answered', event.answer);
      return;
    case 'action':
      noteAction(event);
      return;
    case 'draft': {
      const key = keyOf(event.chatId, event.threadId ?? 0);
      if (event.draft === null) state.drafts.delete(key);
      else state.drafts.set(key, event.draft);
      emit('draft');
      return;
    }
    case 'chat': {
      const known = state.chats.get(event.view.chat.id);
      state.chats.set(event.view.chat.id, { entries: new Map(), ...known, ...event.view });
      const { chat, thread } = state.current;
      if (thread !== 0 && topicOf(chat, thread) === undefined) open(chat, 0);
      emit('chats');
      openWanted();
      return;
    }
    case 'profile':
      state.bot = event.bot;
      for (const { chat, commands } of event.commands) {
        const view = chatView(chat);
        if (view !== undefined) view.commands = commands;
      }
      emit('bot');
      return;
    case 'bot':
      state.bot = { ...state.bot, online: event.online };
      emit('bot');
      return;
    default:
  }
}

/** "typing …" is said for five seconds, as on any client. */
function noteAction({ chatId, threadId, action }) {
  const key = keyOf(chatId, threadId ?? 0);
  const mark = Symbol(action);
  state.actions.set(key, { action, mark });
  emit('bot');
  setTimeout(() => {
    if (state.actions.get(key)?.mark !== mark) return;
    state.actions.delete(key);
    emit('bot');
  }, 5000);
}

function restoreRead() {
  const stored = JSON.parse(localStorage.getItem('read') ?? '{}');
  state.read = new Map(Object.entries(stored));
  // A browser that never saw this chat has nothing to catch up with.
  for (const [chat, { entries }] of state.chats) {
    const key = keyOf(chat, 0);
    if (!state.read.has(key)) state.read.set(key, [...entries.keys()].at(-1) ?? 0);
  }
}

function lastRead(chat, thread) {
  return Math.max(state.read.get(keyOf(chat, thread)) ?? 0, state.read.get(keyOf(chat, 0)) ?? 0);
}

function isUnread(entry) {
  const { chat, message_id: id, message_thread_id: thread = 0, from } = entry.message;
  if (from?.id === state.user.id || entry.message.forum_topic_created !== undefined) return false;
  return id > lastRead(chat.id, thread);
}

export function unreadCount(chat, thread) {
  return entriesOf(chat, thread).filter(isUnread).length;
}

export function totalUnread() {
  return [...state.chats.keys()].reduce((sum, chat) => sum + unreadCount(chat, 0), 0);
}

function firstUnread(chat, thread) {
  return entriesOf(chat, thread).find(isUnread)?.message.message_id ?? null;
}

/** Everything in the conversation on screen has been seen. */
export function markRead() {
  const { chat, thread } = state.current;
  const last = entriesOf(chat, thread).at(-1)?.message.message_id ?? 0;
  const key = keyOf(chat, thread);
  if (last <= (state.read.get(key) ?? 0)) return;
  state.read.set(key, last);
  localStorage.setItem('read', JSON.stringify(Object.fromEntries(state.read)));
  emit('unread');
}
