import { columns, cut, style, wrap } from './text.mjs';

/*
 * Everything hangs on the bottom row, so that the screen can be read without guessing:
 *
 *   conversation            conversation
 *   ✻ Thinking… (2s)        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
 *   ─────────────────        ▸ Run a command     permission
 *   > draft                    npm test
 *   ─────────────────         Do you want to run this?
 *     ◆ working · esc …       ❯ 1. Yes
 *                             ↵ choose · 1-3 answer · esc no
 *
 * What is said never starts in the first column with a rule: it is always indented or marked.
 */
const spinner = ['·', '✢', '✳', '✶', '✻', '✽', '✻', '✶', '✳', '✢'];
const draftRows = 6;

/** The rows of a whole screen and where the cursor stands (null: hidden). */
export function frame(state, size) {
  const bottom = state.dialog === null ? inputArea(state, size) : dialogArea(state.dialog, size);
  const room = Math.max(size.rows - bottom.rows.length, 0);
  const above = conversation(state.entries, size, room);
  const rows = [...above, ...bottom.rows].slice(-size.rows);
  const cursor =
    bottom.cursor === null
      ? null
      : { x: Math.min(bottom.cursor.x, size.cols - 1), y: rows.length - bottom.cursor.fromEnd };
  return { rows, cursor };
}

function conversation(entries, { cols }, room) {
  const rows = [];
  for (let index = entries.length - 1; index >= 0 && rows.length < room; index -= 1) {
    const { kind } = entries[index];
    const block = entryRows(entries[index], cols);
    if (kind === 'user' || kind === 'agent' || kind === 'tool') block.unshift('');
    rows.unshift(...block);
  }
  const shown = rows.slice(Math.max(rows.length - room, 0));
  while (shown.length < room) shown.push('');
  return shown;
}

const marks = {
  user: ['> ', style.user],
  agent: ['● ', style.plain],
  tool: ['● ', style.bold],
  result: ['  └ ', style.dim],
  output: ['    ', style.dim],
  added: ['    ', style.good],
  removed: ['    ', style.bad],
  note: ['  ', style.faint],
  banner: [' ', style.accentBold],
};

function entryRows({ kind, text }, cols) {
  const [mark, paint] = marks[kind];
  const width = Math.max(cols - mark.length, 8);
  const indent = ' '.repeat(mark.length);
  const lead = kind === 'agent' || kind === 'tool' ? style.accent(mark) : paint(mark);
  return wrap(text, width, true).map((row, index) => `${index === 0 ? lead : indent}${paint(row)}`);
}

function inputArea(state, { cols, rows: height }) {
  const rule = style.faint('─'.repeat(cols));
  const queued = state.queue.map((text) => style.warm(`  ⧗ queued  ${cut(text, cols - 13)}`));
  const limit = Math.max(Math.min(draftRows, height - 5), 1);
  const draft = draftOf(state.draft, cols - 2, limit);
  const box = draft.map((row, index) => `${index === 0 ? style.user('> ') : '  '}${row}`);
  const rows = [...busyRows(state), ...queued, rule, ...box, rule, footer(state, cols)];
  return { rows, cursor: { x: 2 + columns(draft.at(-1) ?? ''), fromEnd: 3 } };
}

/** Only the end of a long draft is looked at: it may be 100 KB. */
function draftOf(draft, width, limit) {
  const tail = draft.slice(-width * limit * 2);
  return wrap(tail, width).slice(-limit);
}

function busyRows({ busy, now }) {
  if (busy === null) return [];
  const elapsed = now - busy.since;
  const sign = spinner[Math.floor(elapsed / 120) % spinner.length];
  const time = style.faint(`(${Math.floor(elapsed / 1000)}s)`);
  return ['', `${style.accent(sign)} ${style.accent(`${busy.doing}…`)} ${time}`];
}

function footer({ busy, leaving }, cols) {
  const sign = busy === null ? '  ◇ ready' : '  ◆ working';
  if (leaving) return style.warm(cut(`${sign} · Ctrl-C again to exit`, cols));
  const hints =
    busy === null
      ? 'enter sends · try: run npm test, ask, multi, plan · /exit leaves'
      : 'esc interrupts · what you send now is queued';
  return style.dim(cut(`${sign} · ${hints}`, cols));
}

function dialogArea({ spec, state }, { cols, rows: height }) {
  const options = spec.options.flatMap((label, index) =>
    optionRows(spec, state, label, index, cols),
  );
  if (spec.kind === 'multi') options.push(submitRow(spec, state));
  const field = state.field === null ? [] : fieldRows(state.field, cols);
  const question = wrap(spec.question, cols - 2, true).map((row) => ` ${row}`);
  const below = ['', ...question, ...options, ...field, '', dialogFooter(spec, state, cols)];
  const head = [style.accent('━'.repeat(cols)), headRow(spec, cols)];
  const content = contentRows(spec, cols, height - below.length - head.length - 1);
  const rows = [...head, ...(content.length === 0 ? [] : ['', ...content]), ...below];
  const cursor =
    state.field === null ? null : { x: 5 + columns(lastRow(state.field, cols)), fromEnd: 3 };
  return { rows, cursor };
}

function headRow({ kind, header }, cols) {
  const left = ` ▸ ${cut(header, Math.max(cols - 16, 8))}`;
  const gap = ' '.repeat(Math.max(cols - columns(left) - kind.length - 1, 1));
  return `${style.accentBold(left)}${gap}${style.faint(kind)}`;
}

function contentRows({ content = [] }, cols, room) {
  const rows = content.flatMap((line) =>
    wrap(line, cols - 6).map((row) => `   ${paintDiff(line)(row)}`),
  );
  if (rows.length <= room) return rows;
  const kept = Math.max(room - 1, 0);
  return [...rows.slice(0, kept), style.faint(`   ⋯ ${rows.length - kept} more lines`)];
}

function paintDiff(line) {
  if (/^ *\d+ \+/.test(line)) return style.good;
  return /^ *\d+ -/.test(line) ? style.bad : style.plain;
}

function optionRows(spec, state, label, index, cols) {
  const focused = state.focus === index && state.field === null;
  const box = spec.kind === 'multi' ? `[${state.ticked.has(index) ? 'x' : ' '}] ` : '';
  const lead = ` ${focused ? '❯' : ' '} ${index + 1}. `;
  const paint = focused ? style.accentBold : style.plain;
  const width = Math.max(cols - lead.length - 1, 8);
  return wrap(`${box}${label}`, width, true).map((row, at) =>
    paint(`${at === 0 ? lead : ' '.repeat(lead.length)}${row}`),
  );
}

function submitRow(spec, state) {
  const focused = state.focus === spec.options.length;
  return focused ? style.accentBold(' ❯ Submit') : '   Submit';
}

function fieldRows(field, cols) {
  return [` ${style.accent('✎')} ${style.faint('│')} ${lastRow(field, cols)}`];
}

function lastRow(field, cols) {
  return wrap(field.slice(-cols * 2), cols - 7).at(-1) ?? '';
}

function dialogFooter(spec, state, cols) {
  const words =
    state.field !== null
      ? ' ↵ send this answer · esc cancel'
      : spec.kind === 'multi'
        ? ` ↵ choose · 1-${spec.options.length} tick · → submit · esc cancel`
        : ` ↵ choose · 1-${spec.options.length} answer${spec.text === 'reason' ? ' · tab no, and why' : ''} · esc cancel`;
  return style.dim(cut(words, cols));
}
