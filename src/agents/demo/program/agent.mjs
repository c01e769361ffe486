import { createDialog } from './dialog.mjs';
import { perform } from './script.mjs';
import { withoutLast } from './text.mjs';
import { frame } from './view.mjs';

const frameMs = 16;
const spinMs = 120;
const leaveMs = 2000;
const keptEntries = 1500;

/** Thrown out of a turn when the operator interrupts it. */
class Interrupted extends Error {}

/** The agent itself: the input box, the queue, one turn at a time and the dialogs in it. */
const clock = () => performance.now();

export function createAgent({ terminal, transcript, deed, folder, exit }) {
  const state = { entries: [], draft: '', queue: [], busy: null, dialog: null, leaving: false };
  const rules = new Set();
  let interrupt = null;
  let drawing = null;
  let spinning = null;
  let leavingTimer = null;

  function draw() {
    clearTimeout(drawing);
    clearTimeout(spinning);
    drawing = null;
    const { rows, cursor } = frame({ ...state, now: clock() }, terminal.size());
    terminal.draw(rows, cursor);
    state.dialog?.drawn();
    if (state.busy !== null && state.dialog === null) spinning = setTimeout(draw, spinMs);
  }

  function redraw() {
    drawing ??= setTimeout(draw, frameMs);
  }

  function add(kind, text, keep = true) {
    state.entries.push({ kind, text });
    if (state.entries.length > keptEntries) state.entries.splice(0, 500);
    if (keep) transcript.add(kind, text);
    redraw();
  }

  /** Waits for `promise` unless the turn is interrupted first. */
  function orInterrupted(start) {
    return new Promise((resolve, reject) => {
      interrupt = () => reject(new Interrupted());
      start(resolve);
    });
  }

  const stage = {
    rules,
    deed,
    say: (text) => add('agent', text),
    tool: (text) => add('tool', text),
    note: (text) => add('note', text),
    output: (text) => add('output', text),
    diff(lines) {
      for (const line of lines) {
        add(/^ *\d+ \+/.test(line) ? 'added' : /^ *\d+ -/.test(line) ? 'removed' : 'output', line);
      }
    },
    work(doing, ms) {
      state.busy = { doing, since: state.busy?.since ?? clock() };
      redraw();
      return orInterrupted((resolve) => {
        setTimeout(() => resolve(), ms);
      });
    },
    ask(spec) {
      return orInterrupted((resolve) => {
        deed('asked', { about: aboutOf(spec) });
        state.dialog = createDialog(spec, clock, (outcome) => {
          state.dialog = null;
          redraw();
          resolve(outcome);
        });
        terminal.title('✋ demo');
        redraw();
      });
    },
    die(code) {
      if (code === null) process.kill(process.pid, 'SIGKILL');
      else exit(code);
    },
  };

  async function turn(message) {
    add('user', message);
    deed('message', { text: message });
    state.busy = { doing: 'Thinking', since: clock() };
    terminal.title('◆ demo');
    try {
      await perform(message, stage);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      deed('interrupted');
      add('note', 'Interrupted. What should I do instead?');
    }
    interrupt = null;
    state.dialog = null;
    state.busy = null;
    terminal.title('◇ demo');
    redraw();
    const next = state.queue.shift();
    if (next !== undefined) await turn(next);
  }

  function submit(text) {
    state.draft = '';
    const message = text.trim();
    if (message === '') return;
    if (message === '/exit' || message === 'exit') {
      deed('exited');
      exit(0);
    } else if (state.busy !== null) {
      deed('queued', { text });
      state.queue.push(text);
    } else {
      void turn(text);
    }
  }

  function controlC() {
    if (state.leaving) {
      deed('exited');
      exit(0);
    }
    state.leaving = true;
    clearTimeout(leavingTimer);
    leavingTimer = setTimeout(() => {
      state.leaving = false;
      redraw();
    }, leaveMs);
    if (state.dialog !== null) return;
    if (state.busy === null) state.draft = '';
    else interrupt?.();
  }

  const inBox = {
    Enter: () => submit(state.draft),
    Newline: () => {
      state.draft += '\n';
    },
    Backspace: () => {
      state.draft = withoutLast(state.draft);
    },
    'C-u': () => {
      state.draft = '';
    },
    Escape: () => interrupt?.(),
  };

  return {
    redraw,
    start(earlier, prompt) {
      transcript.open();
      add('banner', '◆ Demo agent', false);
      add('note', 'plays a coding agent: it asks before it pretends to do anything', false);
      add('note', folder, false);
      for (const { kind, text } of earlier) add(kind, text, false);
      if (earlier.length > 0) add('note', 'This is where we stopped.', false);
      deed('started', { pid: process.pid });
      draw();
      if (prompt !== '') void turn(prompt);
    },
    handle(event) {
      deed('key', { key: keyOf(event), about: aboutOf(state.dialog?.spec) });
      if (event.kind === 'key' && event.name === 'C-c') controlC();
      else if (state.dialog !== null) state.dialog.handle(event);
      else if (event.kind === 'key') inBox[event.name]?.();
      else state.draft += event.text;
      redraw();
    },
  };
}

/** What a dialog is about, in one line; null for no dialog. */
function aboutOf(spec) {
  return spec === undefined ? null : (spec.content?.[0] ?? spec.question);
}

function keyOf(event) {
  return event.kind === 'key' ? event.name : event.text.slice(0, 80);
}
