import type { AskKind, AskOption, Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { asking, option, ownWords, plain, unknown } from '../asked.ts';
import { isBlank, isRule, joined, trimBlank } from '../rows.ts';
import { isShell } from '../shell.ts';

/**
 * The demo draws from the bottom row upwards and lets nothing it prints begin with a full-width rule:
 * the bottom row and the rules above it are proof.
 */
export function read(screen: Screen): Reading {
  if (screen.dead || isShell(screen.command)) return { kind: 'exited' };
  if (screen.lines.every((line) => isBlank(line))) return { kind: 'starting' };
  const footer = screen.lines[screen.rows - 1] ?? '';
  if (footer.startsWith(' ↵ ')) return dialog(screen);
  const sign = /^ {2}([◇◆]) /.exec(footer)?.[1];
  if (sign === undefined) return unknown('neither its input box nor a dialog is at the bottom');
  return inputBox(screen, sign === '◆');
}

/** The rows of the rules around its input box. */
export function boxAt({ lines, cols, rows }: Screen): { upper: number; lower: number } | null {
  const lower = rows - 2;
  const upper = lines.findLastIndex((line, row) => row < lower && isRule(line, '─', cols));
  return upper < 0 || !isRule(lines[lower], '─', cols) ? null : { upper, lower };
}

function inputBox(screen: Screen, busy: boolean): Reading {
  const { lines } = screen;
  const box = boxAt(screen);
  if (box === null) return unknown('its input box is not whole');
  const { upper, lower } = box;
  const [first = '', ...rest] = lines.slice(upper + 1, lower);
  if (!/^>(?: |$)/.test(first)) return unknown('its input box is not whole');
  if (busy) return working(lines.slice(0, upper));
  const draft = [first, ...rest].map((row) => row.slice(2)).join('\n');
  return draft === '' ? { kind: 'idle' } : { kind: 'idle', draft };
}

function working(above: readonly string[]): Reading {
  const last = above.findLast((row) => !isBlank(row) && !row.startsWith('  ⧗ '));
  const doing = /^\S (.+)… \(\d+s\)$/.exec(last ?? '')?.[1];
  return doing === undefined ? { kind: 'working' } : { kind: 'working', doing };
}

const head = /^ ▸ (.+?) +(permission|choice|multi|plan)$/;
const cutMark = /^ {3}⋯ \d+ more lines$/;

function dialog({ lines, cols, rows }: Screen): Reading {
  const top = lines.findLastIndex((line) => isRule(line, '━', cols));
  const panel = lines.slice(top + 1, rows - 1);
  const [, title, kind] = head.exec(panel[0] ?? '') ?? [];
  if (top < 0 || title === undefined || kind === undefined) {
    return unknown('a dialog whose head is not on the screen');
  }
  if (panel.some((row) => row.startsWith(' ✎ │'))) return unknown('somebody types an answer to it');
  // The question is the last thing that starts in the second column; only options follow it.
  const start = panel.findLastIndex((row) => /^ [^ ❯]/u.test(row)) + 1;
  if (!optionRow.test(panel[start] ?? '')) return unknown('a dialog without options');
  const above = trimBlank(panel.slice(1, start));
  const content = above.filter((row) => row.startsWith('   '));
  const body = content
    .filter((row) => !cutMark.test(row))
    .map((row) => row.slice(3))
    .join('\n');
  const options = optionsOf(panel.slice(start));
  return asking({
    kind: kind as AskKind,
    title,
    body: content.length === 0 ? joined(above) : body,
    options: kind === 'permission' || kind === 'plan' ? options : plain(options),
    ...ownWords(kind === 'choice'),
    mayBeCut: content.some((row) => cutMark.test(row)),
  });
}

const optionRow = /^ [❯ ] \d\. (?:\[([ x])\] )?(.+)$/;

function optionsOf(rows: readonly string[]): readonly AskOption[] {
  const options: AskOption[] = [];
  for (const row of rows) {
    const [, tick, label] = optionRow.exec(row) ?? [];
    const last = options.at(-1);
    if (label !== undefined) {
      options.push(option(label, tick === undefined ? undefined : tick === 'x'));
    } else if (last !== undefined && row.startsWith('      ')) {
      options[options.length - 1] = { ...last, label: `${last.label} ${row.trim()}` };
    } else {
      break;
    }
  }
  return options;
}
