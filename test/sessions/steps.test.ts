import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { claude } from '../../src/agents/claude/index.ts';
import { systemClock } from '../../src/clock.ts';
import type { Tmux } from '../../src/tmux/tmux.ts';
import { testEngine } from '../support/engine.ts';
import { createTmuxServer } from '../support/tmux-server.ts';
import type { TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let server: TmuxServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** A trust dialog and a question with boxes, drawn as Claude Code draws them. It may lose some keys, as a busy program does. */
const program = String.raw`
import { appendFileSync } from 'node:fs';
const [kind, deaf, log] = process.argv.slice(2);
let lost = Number(deaf);
let at = 0;
let typed = '';
const ticked = new Set();
const rule = '─'.repeat(process.stdout.columns);
const colours = ['Red', 'Green', 'Blue'];
const show = (...rows) => process.stdout.write('\x1b[2J\x1b[H' + rows.join('\r\n'));
const mark = (row) => (row === at ? '❯' : ' ');
function trust() {
  show(rule, ' Accessing workspace:', '', ' /code/shop', '',
    ' ' + mark(0) + ' No, exit', ' ' + mark(1) + ' Yes, I trust this folder', '',
    ' Enter to confirm · Esc to cancel');
}
function colour() {
  show(rule, '←  ☐ Colours  ✔ Submit  →', '', 'Which colours?', '',
    ...colours.map((one, row) => mark(row) + ' ' + (row + 1) + '. [' + (ticked.has(row) ? '✔' : ' ') + '] ' + one),
    rule, '  4. Chat about this', '', 'Enter to select · ↑/↓ to navigate · Esc to cancel');
}
function field() {
  const open = at === 2;
  show(rule, ' ☐ Colour', '', 'Which colour?', '', mark(0) + ' 1. Red', mark(1) + ' 2. Blue',
    mark(2) + ' 3. ' + (typed === '' ? 'Type something.' : typed), rule, '  4. Chat about this', '',
    'Enter to select · ↑/↓ to navigate · ' + (open ? 'ctrl+g to edit in Vim · ' : '') + 'Esc to cancel');
}
function list() {
  const start = Math.min(Math.max(at - 1, 0), 2);
  const months = [1, 2, 3, 4, 5].map((one, row) => '        ' + mark(row) + ' ◯ month ' + one);
  const more = (count, sign) => (count > 0 ? [' '.repeat(12) + sign + ' ' + count + ' more'] : []);
  show(rule, '  MCP server “demo” requests your input', '', '  Which month?', '', '  ❯   Month: ▾',
    ...more(start, '↑'), ...months.slice(start, start + 3), ...more(2 - start, '↓'), '',
    '    Accept    Decline', '',
    '  Esc to cancel · ↑/↓ to navigate · Backspace to unset · Space to select');
}
function idle() {
  show(rule, '❯\u00a0', rule, '  ⏸ manual mode on · ? for shortcuts');
}
const draw = { trust, field, list, colours: colour }[kind];
function over(what) {
  appendFileSync(log, what + '\n');
  process.stdin.removeAllListeners('data');
  idle();
}
process.stdin.setRawMode(true);
process.stdin.on('data', (bytes) => {
  const key = bytes.toString();
  if (key !== '\r' && key !== '\x1b[C' && lost > 0) return void (lost -= 1);
  if (kind === 'field' && at === 2 && key !== '\r') typed += key;
  else if (kind === 'field' && /^[12]$/.test(key)) return over(key);
  else if (kind === 'field' && key === '3') at = 2;
  if (key === '\x1b[B') at = Math.min(at + 1, kind === 'list' ? 4 : 1);
  if (/^[123]$/.test(key)) {
    const row = Number(key) - 1;
    if (!ticked.delete(row)) ticked.add(row);
  }
  draw();
  if (key === '\r' && kind === 'list') over('month ' + (at + 1));
  if (key === '\r' && kind === 'field') over(at === 2 ? typed : 'row ' + at);
  if (key === '\r' && kind === 'trust') over(at === 0 ? 'exit' : 'trusted');
  if (key === '\x1b[C' && kind === 'colours') over([...ticked].sort().join(','));
});
draw();
`;

async function house(kind: 'trust' | 'colours' | 'field' | 'list', lostKeys: number) {
  server = await createTmuxServer();
  const { tmux } = await server.open();
  const file = join(server.dir, 'dialog.mjs');
  const log = join(server.dir, 'chosen.log');
  writeFileSync(file, program);
  writeFileSync(log, '');
  const { status: _status, hooks: _hooks, ...screenOnly } = claude;
  const agent: Agent = {
    ...screenOnly,
    launch: () => ({
      argv: [process.execPath, file, kind, String(lostKeys), log],
      env: {},
      promptPassed: true,
      conversation: null,
    }),
  };
  const engine = await testEngine<Tmux>({ tmux, clock: systemClock, agents: [agent] });
  const { sessions } = engine;
  const session = await sessions.create({ cwd: engine.folder });
  const decision = await until(async () => (await sessions.pending())[0], 'the prompt');
  return { sessions, session, decision, chosen: () => readFileSync(log, 'utf8').trim() };
}

describe('the steps to an answer', () => {
  it('P1 P3 an arrow key that got lost is not followed by Enter on another option', async () => {
    const { sessions, session, decision, chosen } = await house('trust', 1);
    const yes = { kind: 'option' as const, index: 1 };
    expect(decision.ask.options[1]?.label).toBe('Yes, I trust this folder');
    const first = await sessions.answer(session.id, decision.id, yes, 'telegram:1');
    expect(first).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('Nothing was chosen'),
    });
    expect(chosen()).toBe('');
    expect(await sessions.pending()).toMatchObject([{ id: decision.id, state: 'open' }]);
    const second = await sessions.answer(session.id, decision.id, yes, 'telegram:1');
    expect(second.kind).toBe('answered');
    expect(chosen()).toBe('trusted');
  });

  it('P1 P3 in a list that moves under the cursor Enter is pressed on what was chosen', async () => {
    const { sessions, session, decision, chosen } = await house('list', 1);
    const index = decision.ask.options.findIndex((option) => option.label === 'month 3');
    const march = { kind: 'option' as const, index };
    const first = await sessions.answer(session.id, decision.id, march, 'telegram:1');
    expect(first.kind).toBe('refused');
    expect(chosen()).toBe('');
    const second = await sessions.answer(session.id, decision.id, march, 'telegram:1');
    expect(second.kind).toBe('answered');
    expect(chosen()).toBe('month 3');
  });

  it('P1 P5 words for a field that did not open go nowhere', async () => {
    const { sessions, session, decision, chosen } = await house('field', 1);
    const words = { kind: 'text' as const, text: '2 of them' };
    expect(decision.ask.ownWords).toBe(true);
    const first = await sessions.answer(session.id, decision.id, words, 'telegram:1');
    expect(first).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('Nothing was chosen'),
    });
    expect(chosen()).toBe('');
    expect(await sessions.pending()).toMatchObject([{ id: decision.id, state: 'open' }]);
    const second = await sessions.answer(session.id, decision.id, words, 'telegram:1');
    expect(second.kind).toBe('answered');
    expect(chosen()).toBe('2 of them');
  });

  it('P1 a tick that did not show is not handed in', async () => {
    const { sessions, session, decision, chosen } = await house('colours', 1);
    const two = { kind: 'options' as const, indexes: [0, 2] };
    expect(decision.ask.kind).toBe('multi');
    const first = await sessions.answer(session.id, decision.id, two, 'telegram:1');
    expect(first.kind).toBe('refused');
    expect(chosen()).toBe('');
    const second = await sessions.answer(session.id, decision.id, two, 'telegram:1');
    expect(second.kind).toBe('answered');
    expect(chosen()).toBe('0,2');
  });
});
