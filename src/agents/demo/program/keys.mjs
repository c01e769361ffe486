import { StringDecoder } from 'node:string_decoder';

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
/** A lone Esc is told from the start of a sequence by nothing following it. */
const escapeMs = 30;

const named = new Map([
  ['\r', 'Enter'],
  ['\n', 'Newline'],
  ['\t', 'Tab'],
  ['\x7f', 'Backspace'],
  ['\b', 'Backspace'],
  ['\x03', 'C-c'],
  ['\x04', 'C-d'],
  ['\x15', 'C-u'],
]);

const sequences = new Map([
  ['A', 'Up'],
  ['B', 'Down'],
  ['C', 'Right'],
  ['D', 'Left'],
]);

/**
 * Turns what the terminal sends into events: `{kind: 'text' | 'paste', text}` and `{kind: 'key', name}`.
 * Characters that came in one write stay together, as real agents see them.
 */
export function createKeys(onEvent) {
  const decoder = new StringDecoder('utf8');
  let waiting = '';
  let pasted = null;
  let timer = null;

  const key = (name) => onEvent({ kind: 'key', name });

  function takePaste() {
    const end = waiting.indexOf(pasteEnd);
    if (end < 0) {
      const safe = Math.max(waiting.length - pasteEnd.length, 0);
      pasted += waiting.slice(0, safe);
      waiting = waiting.slice(safe);
      return false;
    }
    const text = (pasted + waiting.slice(0, end)).replaceAll(/\r\n?/g, '\n');
    waiting = waiting.slice(end + pasteEnd.length);
    pasted = null;
    onEvent({ kind: 'paste', text });
    return true;
  }

  /** False when the sequence is not complete yet. */
  function takeEscape() {
    if (waiting.startsWith(pasteStart)) {
      waiting = waiting.slice(pasteStart.length);
      pasted = '';
      return true;
    }
    const rest = waiting.slice(1);
    const whole = /^(?:\[[0-9;?]*|O)[@-~]/.exec(rest);
    if (whole !== null) {
      waiting = rest.slice(whole[0].length);
      const name = sequences.get(whole[0].at(-1));
      if (name !== undefined) key(name);
      return true;
    }
    if (/^(?:\[[0-9;?]*|O)?$/.test(rest)) return false;
    waiting = rest;
    key('Escape');
    return true;
  }

  function drain() {
    while (waiting !== '') {
      if (pasted !== null) {
        if (!takePaste()) return;
      } else if (waiting.startsWith('\x1b')) {
        if (!takeEscape()) {
          timer = setTimeout(() => {
            waiting = '';
            key('Escape');
          }, escapeMs);
          return;
        }
      } else {
        takePlain();
      }
    }
  }

  function takePlain() {
    const run = /^[^\p{Cc}]+/u.exec(waiting);
    if (run !== null) {
      waiting = waiting.slice(run[0].length);
      onEvent({ kind: 'text', text: run[0] });
      return;
    }
    const name = named.get(waiting[0]);
    waiting = waiting.slice(1);
    if (name !== undefined) key(name);
  }

  return (chunk) => {
    clearTimeout(timer);
    waiting += decoder.write(chunk);
    drain();
  };
}
