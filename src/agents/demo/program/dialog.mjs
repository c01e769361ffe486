import { withoutLast } from './text.mjs';

/** Keys that come sooner after the dialog was drawn are dropped, as real agents do. */
const guardMs = 150;

/**
 * A question to the operator. `spec`: `{kind, header, question?, content?, options, text?}` where `text`
 * tells how words can be given: `'reason'` (Tab, on approvals) or the number of the option that opens a field.
 * Settles with `{kind: 'option', index} | {kind: 'options', indexes} | {kind: 'text', text} | {kind: 'cancelled'}`.
 */
export function createDialog(spec, now, settle) {
  const last = spec.options.length - 1 + (spec.kind === 'multi' ? 1 : 0);
  const state = { focus: 0, ticked: new Set(), field: null, drawnAt: null };
  const submitRow = spec.kind === 'multi' ? spec.options.length : -1;

  function tooSoon() {
    if (state.drawnAt !== null && now() - state.drawnAt >= guardMs) return false;
    if (state.drawnAt !== null) state.drawnAt = now();
    return true;
  }

  function choose(index) {
    if (index > last) return;
    if (spec.kind === 'multi') {
      state.focus = index;
      if (index === submitRow) {
        settle({ kind: 'options', indexes: [...state.ticked].sort((a, b) => a - b) });
      } else if (!state.ticked.delete(index)) {
        state.ticked.add(index);
      }
      return;
    }
    if (spec.text === index) {
      state.focus = index;
      state.field = '';
      return;
    }
    settle({ kind: 'option', index });
  }

  function type(event) {
    if (event.kind !== 'key') {
      state.field += event.text;
      return;
    }
    switch (event.name) {
      case 'Enter':
        if (state.field.trim() !== '') settle({ kind: 'text', text: state.field });
        return;
      case 'Newline':
        state.field += '\n';
        return;
      case 'Backspace':
        state.field = withoutLast(state.field);
        return;
      case 'C-u':
        state.field = '';
        return;
      case 'Escape':
        settle({ kind: 'cancelled' });
        return;
      default:
        return;
    }
  }

  function press(name) {
    const count = last + 1;
    switch (name) {
      case 'Up':
        state.focus = (state.focus + count - 1) % count;
        return;
      case 'Down':
        state.focus = (state.focus + 1) % count;
        return;
      case 'Right':
        if (spec.kind === 'multi') state.focus = submitRow;
        return;
      case 'Tab':
        if (spec.text === 'reason') state.field = '';
        return;
      case 'Enter':
        choose(state.focus);
        return;
      case 'Escape':
        settle({ kind: 'cancelled' });
        return;
      default:
        return;
    }
  }

  return {
    spec,
    state,
    drawn() {
      state.drawnAt ??= now();
    },
    handle(event) {
      if (tooSoon()) return;
      if (state.field !== null) {
        type(event);
      } else if (event.kind === 'key') {
        press(event.name);
      } else if (event.kind === 'text' && isDigits(event.text, spec.kind)) {
        for (const digit of event.text) if (digit !== '0') choose(Number(digit) - 1);
      }
    },
  };
}

/** A lone digit answers; digits inside other text do not. Ticks may come in one write. */
function isDigits(text, kind) {
  return kind === 'multi' ? /^\d{1,9}$/.test(text) : /^\d$/.test(text);
}
