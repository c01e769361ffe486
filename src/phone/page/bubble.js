import { el, icon } from './dom.js';
import { formatted } from './entities.js';
import { lightbox } from './overlay.js';
import { isMine, keyOf, state, topicOf } from './state.js';
import { inlineKeyboard } from './taps.js';
import { clockTime, fileSize } from './time.js';

/** One message as a node. `actions`: command, copy, jump, react. */
export function bubble(entry, actions) {
  const { message } = entry;
  const note = serviceNote(message);
  if (note !== null) {
    return el(
      'div',
      { class: 'service', dataset: { id: message.message_id } },
      el('span', {}, note),
    );
  }
  const mine = isMine(message);
  const label = `${mine ? 'You' : (message.from?.first_name ?? message.chat.title ?? 'Somebody')}, ${clockTime(message.date)}`;
  const content = el(
    'div',
    { class: `bubble${bareMedia(message) ? ' media' : ''}` },
    senderLine(message, mine),
    topicLine(message, actions),
    replyLine(message, actions),
    media(message),
    body(message, actions),
    meta(message, mine),
  );
  return el(
    'article',
    {
      class: `message ${mine ? 'mine' : 'theirs'}`,
      tabindex: -1,
      'aria-label': label,
      dataset: { id: message.message_id },
    },
    content,
    message.reply_markup === undefined ? null : inlineKeyboard(message, actions.insert),
    reactions(entry, actions),
  );
}

function body(message, actions) {
  const text = message.text ?? message.caption;
  if (text === undefined) return null;
  const entities = message.entities ?? message.caption_entities ?? [];
  const big =
    message.text !== undefined && /^(?:\p{Extended_Pictographic}\uFE0F?\u200D?){1,3}$/u.test(text);
  const nodes = formatted(text, entities, actions);
  const last = nodes.at(-1);
  // The time stands beside the last line of text, or below a block that ends the message.
  const block = last instanceof Element && last.matches('blockquote, .codeblock');
  const kinds = ['text', big ? 'big' : '', block ? 'ends-in-block' : ''];
  const room = `${message.edit_date === undefined ? '' : 'edited '}${clockTime(message.date)}`;
  return el('div', { class: kinds.join(' ').trim(), dir: 'auto', dataset: { meta: room } }, nodes);
}

function bareMedia(message) {
  return (
    message.photo !== undefined &&
    message.caption === undefined &&
    message.reply_to_message === undefined
  );
}

function senderLine(message, mine) {
  const show = !mine && message.chat.type !== 'private' && message.from !== undefined;
  return show ? el('div', { class: 'sender' }, message.from.first_name) : null;
}

/** In the view of a whole chat, a message says which topic it belongs to. */
function topicLine(message, actions) {
  if (state.current.thread !== 0 || message.message_thread_id === undefined) return null;
  const topic = topicOf(message.chat.id, message.message_thread_id);
  if (topic === undefined) return null;
  const run = () => actions.openTopic(topic.message_thread_id);
  return el('button', { type: 'button', class: 'topicline', onclick: run }, `# ${topic.name}`);
}

function replyLine(message, actions) {
  const original = message.reply_to_message;
  if (original === undefined || original.forum_topic_created !== undefined) return null;
  return el(
    'button',
    { type: 'button', class: 'quoted', onclick: () => actions.jump(original.message_id) },
    el('strong', {}, authorOf(original)),
    el('span', { dir: 'auto' }, message.quote?.text ?? summary(original)),
  );
}

export function authorOf(message) {
  return isMine(message) ? 'You' : (message.from?.first_name ?? message.chat.title ?? '');
}

export function summary(message) {
  const text = message.text ?? message.caption;
  if (text !== undefined) return text.slice(0, 160).replaceAll(/\s+/g, ' ');
  if (message.photo !== undefined) return 'Photo';
  return message.document?.file_name ?? serviceNote(message) ?? 'Message';
}

function media(message) {
  if (message.photo !== undefined) return photo(message);
  if (message.document === undefined) return null;
  const { file_unique_id: id, file_name: name = 'file', file_size: size } = message.document;
  return el(
    'a',
    { class: 'document', href: `api/file/${id}`, download: name },
    el('span', { class: 'fileicon' }, icon('file')),
    el('span', { class: 'filetext' }, el('strong', {}, name), el('small', {}, fileSize(size))),
  );
}

function photo(message) {
  const { file_unique_id: id, width, height } = message.photo.at(-1);
  const source = `api/file/${id}`;
  const alt = message.caption ?? 'Photo';
  const hidden = message.has_media_spoiler === true;
  const button = el(
    'button',
    { type: 'button', class: `photo${hidden ? ' veiled' : ''}`, 'aria-label': `Open: ${alt}` },
    el('img', { src: source, alt, width, height, loading: 'lazy' }),
  );
  button.addEventListener('click', () => {
    if (button.classList.contains('veiled')) button.classList.remove('veiled');
    else lightbox(source, alt);
  });
  return button;
}

function meta(message, mine) {
  return el(
    'span',
    { class: 'meta' },
    message.edit_date === undefined ? null : el('span', { class: 'was-edited' }, 'edited '),
    el('time', { datetime: new Date(message.date * 1000).toISOString() }, clockTime(message.date)),
    mine ? ticks(message) : null,
  );
}

/** One tick: it is with the server. Two: the bot has it. */
function ticks(message) {
  const taken = !state.waiting.has(keyOf(message.chat.id, message.message_id));
  return el(
    'span',
    {
      class: `ticks${taken ? ' taken' : ''}`,
      role: 'img',
      'aria-label': taken ? 'received' : 'sent',
    },
    icon('check'),
    taken ? icon('check') : null,
  );
}

export function paintTicks(node, message) {
  node.querySelector('.ticks')?.replaceWith(ticks(message));
}

function reactions(entry, actions) {
  if (entry.reactions.length === 0) return null;
  const chips = entry.reactions.map(({ by, emoji }) => {
    const own = by === state.user.id;
    return el(
      'button',
      {
        type: 'button',
        class: `reaction${own ? ' own' : ''}`,
        'aria-label': `${emoji} from ${own ? 'you' : state.bot.name}`,
        onclick: () => actions.react(entry, own ? null : emoji),
      },
      emoji,
    );
  });
  return el('div', { class: 'reactions' }, chips);
}

function serviceNote(message) {
  if (message.forum_topic_created !== undefined)
    return `Topic “${message.forum_topic_created.name}” was created`;
  if (message.forum_topic_edited !== undefined)
    return `The topic is now called “${message.forum_topic_edited.name ?? ''}”`;
  if (message.forum_topic_closed !== undefined) return 'The topic was closed';
  if (message.forum_topic_reopened !== undefined) return 'The topic was opened again';
  if (message.pinned_message !== undefined)
    return `${authorOf(message)} pinned “${summary(message.pinned_message).slice(0, 40)}”`;
  return null;
}

export function draftBubble(draft, onStop) {
  const thinking = draft.text === '';
  return el(
    'article',
    { class: 'message theirs draft', 'aria-label': `${state.bot.name} is writing` },
    el(
      'div',
      { class: 'bubble' },
      thinking
        ? el('div', { class: 'text thinking' }, 'Thinking', dots())
        : el(
            'div',
            { class: 'text', dir: 'auto' },
            formatted(draft.text, draft.entities),
            el('span', { class: 'caret' }),
          ),
    ),
    draft.canStop
      ? el(
          'div',
          { class: 'keyboard' },
          el(
            'div',
            { class: 'row' },
            el('button', { type: 'button', class: 'key', onclick: onStop }, icon('stop'), 'Stop'),
          ),
        )
      : null,
  );
}

export function dots() {
  return el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
}
