import { el, icon } from './dom.js';
import { entityTime } from './time.js';

/** Turns a text and its entities into nodes. `actions.command` and `actions.copy` do what taps ask for. */
export function formatted(text, entities = [], actions = {}) {
  const ordered = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, ordered, actions);
}

/** Entities may overlap in any way: what sticks out of an outer one goes on behind it. */
function build(text, start, end, entities, actions) {
  const nodes = [];
  let queue = entities;
  let at = start;
  while (queue.length > 0) {
    const [entity, ...rest] = queue;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    queue = rest;
    if (to <= from) continue;
    const inner = rest.filter((one) => one.offset < to);
    const tails = inner
      .filter((one) => one.offset + one.length > to)
      .map((one) => ({ ...one, offset: to, length: one.offset + one.length - to }));
    queue = [...tails, ...rest.filter((one) => one.offset >= to)];
    if (from > at) nodes.push(plain(text.slice(at, from), nodes));
    nodes.push(wrap(entity, text.slice(from, to), build(text, from, to, inner, actions), actions));
    at = to;
  }
  if (at < end) nodes.push(plain(text.slice(at, end), nodes));
  return nodes;
}

/** A block ends its line by itself: the line break behind it would show as an empty line. */
function plain(text, before) {
  const last = before.at(-1);
  const afterBlock = last instanceof Element && last.matches('blockquote, .codeblock');
  return afterBlock ? text.replace(/^\n/, '') : text;
}

function wrap(entity, value, inner, actions) {
  switch (entity.type) {
    case 'bold':
      return el('strong', {}, inner);
    case 'italic':
      return el('em', {}, inner);
    case 'underline':
      return el('u', {}, inner);
    case 'strikethrough':
      return el('s', {}, inner);
    case 'spoiler':
      return spoiler(inner);
    case 'code':
      return el('code', { title: 'Copy', onclick: () => actions.copy?.(value) }, inner);
    case 'pre':
      return codeBlock(entity.language, value, actions);
    case 'blockquote':
      return el('blockquote', {}, inner);
    case 'expandable_blockquote':
      return foldedQuote(inner, value);
    case 'text_link':
      return link(entity.url, inner);
    case 'url':
      return link(/^[a-z]+:/i.test(value) ? value : `https://${value}`, inner);
    case 'email':
      return el('span', { class: 'name' }, inner);
    case 'bot_command':
      return el(
        'button',
        { type: 'button', class: 'inline-link', onclick: () => actions.command?.(value) },
        inner,
      );
    case 'mention':
    case 'text_mention':
    case 'hashtag':
    case 'cashtag':
      return el('span', { class: 'name' }, inner);
    case 'date_time':
      return dateTime(entity, inner);
    default:
      return el('span', {}, inner);
  }
}

const safeSchemes = new Set(['http:', 'https:', 'tg:']);

function link(url, inner) {
  const safe = URL.canParse(url) && safeSchemes.has(new URL(url).protocol);
  if (!safe) return el('span', { class: 'name' }, inner);
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', title: url }, inner);
}

function spoiler(inner) {
  const node = el(
    'span',
    { class: 'spoiler', role: 'button', tabindex: 0, 'aria-label': 'Hidden text' },
    inner,
  );
  const reveal = () => {
    node.classList.add('shown');
    for (const name of ['role', 'tabindex', 'aria-label']) node.removeAttribute(name);
  };
  node.addEventListener('click', reveal);
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      reveal();
    }
  });
  return node;
}

function codeBlock(language, value, actions) {
  return el(
    'div',
    { class: 'codeblock' },
    el(
      'div',
      { class: 'codehead' },
      el('span', {}, language ?? 'code'),
      el(
        'button',
        {
          type: 'button',
          class: 'ghost',
          'aria-label': 'Copy code',
          onclick: () => actions.copy?.(value),
        },
        icon('copy'),
      ),
    ),
    el('pre', { tabindex: 0 }, el('code', {}, value)),
  );
}

const foldAbove = { lines: 3, length: 180 };

function foldedQuote(inner, value) {
  const long = value.split('\n').length > foldAbove.lines || value.length > foldAbove.length;
  if (!long) return el('blockquote', {}, inner);
  const body = el('div', { class: 'quotebody' }, inner);
  const quote = el('blockquote', { class: 'fold' }, body);
  const toggle = el(
    'button',
    { type: 'button', class: 'unfold', 'aria-expanded': 'false' },
    'Show all',
  );
  toggle.addEventListener('click', () => {
    const open = quote.classList.toggle('open');
    toggle.setAttribute('aria-expanded', String(open));
    toggle.textContent = open ? 'Show less' : 'Show all';
  });
  quote.append(toggle);
  return quote;
}

function dateTime(entity, inner) {
  const written = entityTime(entity.unix_time, entity.date_time_format ?? '');
  const full = new Date(entity.unix_time * 1000).toLocaleString();
  return el(
    'time',
    {
      class: 'name',
      title: full,
      datetime: new Date(entity.unix_time * 1000).toISOString(),
      'data-relative': entity.date_time_format === 'r' ? entity.unix_time : null,
    },
    written ?? inner,
  );
}
