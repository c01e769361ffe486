import { post } from './api.js';
import { avatar, titleOf } from './avatar.js';
import { summary } from './bubble.js';
import { byId, el, icon } from './dom.js';
import { askText, toast } from './overlay.js';
import { entriesOf, on, open, openWhenKnown, state, unreadCount } from './state.js';
import { clockTime } from './time.js';

/** Chats and topics: a list at the side of a wide screen, tabs on a narrow one. */
export function createLists() {
  for (const what of ['place', 'chats', 'loaded', 'message', 'edited', 'deleted', 'unread']) {
    on(what, paint);
  }
}

function paint() {
  const views = [...state.chats.values()];
  const several = views.length > 1 || views.some((one) => one.topics.length > 0);
  byId('app').classList.toggle('two-pane', several);
  byId('side').replaceChildren(
    el('header', {}, el('h2', {}, 'Chats')),
    el('ul', {}, views.flatMap(sideItems)),
  );
  const tabs = byId('tabs');
  tabs.replaceChildren(...(several ? views.flatMap(tabChoices) : []));
  tabs.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function sideItems(view) {
  const chat = view.chat.id;
  const items = [sideItem(chat, 0, titleOf(view), null, false)];
  for (const { message_thread_id: thread, name, icon_color: color, closed } of view.topics) {
    items.push(sideItem(chat, thread, name, color, closed));
  }
  if (mayAddTopic(view)) {
    items.push(
      el(
        'li',
        { class: 'add' },
        el(
          'button',
          { type: 'button', onclick: () => void addTopic(chat) },
          icon('plus'),
          'New topic',
        ),
      ),
    );
  }
  return items;
}

function sideItem(chat, thread, title, color, closed) {
  const last = entriesOf(chat, thread).at(-1)?.message;
  const unread = unreadCount(chat, thread);
  const hint = last === undefined ? 'no messages yet' : summary(last);
  return el(
    'li',
    { class: thread === 0 ? 'whole' : 'topic' },
    el(
      'button',
      { type: 'button', 'aria-current': isHere(chat, thread), onclick: () => open(chat, thread) },
      avatar(title, color, thread !== 0),
      el(
        'span',
        { class: 'lines' },
        el(
          'span',
          { class: 'first' },
          el('strong', { dir: 'auto' }, title),
          last === undefined ? null : el('small', {}, clockTime(last.date)),
        ),
        el(
          'span',
          { class: 'second' },
          el('span', { dir: 'auto' }, closed ? 'closed' : hint),
          unread > 0 ? badge(unread) : null,
        ),
      ),
    ),
  );
}

function tabChoices(view) {
  const chat = view.chat.id;
  const whole = view.chat.type === 'private' ? 'All' : titleOf(view);
  return [
    tab(chat, 0, whole),
    ...view.topics.map((topic) => tab(chat, topic.message_thread_id, topic.name)),
  ];
}

function tab(chat, thread, label) {
  const unread = unreadCount(chat, thread);
  const current = isHere(chat, thread);
  return el(
    'button',
    { type: 'button', 'aria-current': current, onclick: () => open(chat, thread) },
    label,
    unread > 0 && current === null ? badge(unread) : null,
  );
}

function badge(count) {
  return el('span', { class: 'badge', 'aria-label': `${count} unread` }, String(count));
}

function isHere(chat, thread) {
  return state.current.chat === chat && state.current.thread === thread ? 'true' : null;
}

function mayAddTopic(view) {
  return view.standing === 'member' && view.chat.type === 'private' && state.bot.topics;
}

async function addTopic(chat) {
  const name = await askText('New topic', 'Name of the topic', 'Create');
  if (name === null) return;
  try {
    openWhenKnown(chat, await post('topic', { chat, text: name }));
  } catch (error) {
    toast(`Not created: ${error.message}`);
  }
}
