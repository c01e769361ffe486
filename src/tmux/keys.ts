import type { Key, NamedKey } from '../domain/ask.ts';
import { quote } from './quote.ts';

/** Keys that belong together: typed in one command sequence, or a pause between two of those. */
export type Stroke =
  | { readonly kind: 'press'; readonly keys: readonly Press[] }
  | { readonly kind: 'pause'; readonly ms: number };

export type Press = { readonly name: NamedKey } | { readonly text: string };

export function strokes(keys: readonly Key[]): readonly Stroke[] {
  const result: Stroke[] = [];
  let run: Press[] = [];
  for (const key of keys) {
    if ('pauseMs' in key) {
      if (run.length > 0) result.push({ kind: 'press', keys: run });
      run = [];
      result.push({ kind: 'pause', ms: Math.max(0, key.pauseMs) });
    } else if (!('text' in key) || key.text !== '') {
      run.push(key);
    }
  }
  if (run.length > 0) result.push({ kind: 'press', keys: run });
  return result;
}

/** tmux's parser stacks arguments; a few hundred hex words are far below its limit. */
const bytesPerCommand = 256;

const hex = Array.from({ length: 256 }, (_, byte) => ` ${byte.toString(16).padStart(2, '0')}`);

/** One command for each key, as tmux itself would type it for a person. */
export function sendKeys(pane: string, keys: readonly Press[]): readonly string[] {
  const commands: string[] = [];
  for (const key of keys) {
    if ('name' in key) {
      commands.push(`send-keys -t ${pane} ${key.name}`);
      continue;
    }
    const typed = Buffer.from(key.text, 'utf8');
    for (let start = 0; start < typed.length; start += bytesPerCommand) {
      const end = Math.min(start + bytesPerCommand, typed.length);
      let command = `send-keys -H -t ${pane}`;
      for (let at = start; at < end; at += 1) command += hex[typed[at] ?? 0];
      commands.push(command);
    }
  }
  return commands;
}

/** What each key is as bytes; cursor keys have another form while the program asked for it. */
const bytes: { readonly [Name in NamedKey]: string } = {
  Enter: '\r',
  Escape: '\u001B',
  Tab: '\t',
  BTab: '\u001B[Z',
  Up: '\u001B[A',
  Down: '\u001B[B',
  Right: '\u001B[C',
  Left: '\u001B[D',
  Home: '\u001B[1~',
  End: '\u001B[4~',
  PPage: '\u001B[5~',
  NPage: '\u001B[6~',
  Space: ' ',
  BSpace: '\u007F',
  DC: '\u001B[3~',
  'C-c': '\u0003',
  'C-d': '\u0004',
  'C-u': '\u0015',
  'C-s': '\u0013',
  'C-e': '\u0005',
  'C-l': '\u000C',
};

/**
 * For panes whose window has synchronize-panes on: send-keys would type into the neighbours too,
 * a paste without brackets reaches this pane alone.
 */
export function rawKeys(
  pane: string,
  keys: readonly Press[],
  buffer: string,
  flags: string,
): readonly string[] {
  const form = (cursorMode: boolean) =>
    keys
      .map((key) => {
        if (!('name' in key)) return key.text;
        const cursor = cursorMode && ['Up', 'Down', 'Left', 'Right'].includes(key.name);
        return cursor ? bytes[key.name].replace('[', 'O') : bytes[key.name];
      })
      .join('');
  const fill = (cursorMode: boolean) => `set-buffer -b ${buffer} -- ${quote(form(cursorMode))}`;
  return [
    `if-shell -F -t ${pane} "#{keypad_cursor_flag}" { ${fill(true)} } { ${fill(false)} }`,
    `paste-buffer ${flags} -b ${buffer} -t ${pane}`,
  ];
}
