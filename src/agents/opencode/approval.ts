import type { AskOption, Reading } from '../../domain/ask.ts';
import type { Screen } from '../../domain/screen.ts';
import { asking, unknown } from '../asked.ts';
import { cellsOf } from '../cells.ts';
import { trimBlank } from '../rows.ts';
import { lastBlock } from './block.ts';

const buttons = [
  ['Allow once', 'Allow always', 'Reject'],
  ['Confirm', 'Cancel'],
] as const;
const titles = /^△ (Permission required|Always allow)$/u;

/** The barred block at the bottom: `△ title`, what it is about, and one row of buttons. */
export function readApproval(screen: Screen): Reading | null {
  const found = lastBlock(screen);
  if (found === null) return null;
  const { start, rows: block } = found;
  const row = block.findLastIndex((line) => labelsOf(line) !== null);
  const labels = labelsOf(block[row] ?? '');
  const [title = '', ...about] = trimBlank(block.slice(0, Math.max(row, 0))).map((line) =>
    line.trim(),
  );
  if (labels === null || !titles.test(title)) return null;
  const selected = selectedOf(screen.styled[start + row] ?? '', labels);
  if (selected === null) return unknown('nothing tells which button is selected');
  const name = title.slice(2);
  const what = trimBlank(about)[0] ?? '';
  const short = name === 'Permission required';
  // The frame is drawn a moment before the command in it.
  if (what.endsWith('Shell command') && trimBlank(about).length < 2) {
    return unknown('its command is not drawn yet');
  }
  return asking({
    kind: 'permission',
    title: short ? what.replace(/^[#←→] /u, '') : name,
    body: trimBlank(short ? trimBlank(about).slice(1) : about).join('\n'),
    options: labels.map((label) => optionOf(label)),
    // Nothing on the screen says that the end of a long command is missing.
    mayBeCut: true,
    selected,
  });
}

function labelsOf(line: string): readonly string[] | null {
  const words = line.trim().split(/ {3,}/);
  return buttons.find((set) => set.every((label, index) => words[index] === label)) ?? null;
}

function optionOf(label: string): AskOption {
  if (label === 'Allow always' || label === 'Confirm') return { label, tone: 'always' };
  return { label, tone: label === 'Allow once' ? 'allow' : 'deny' };
}

/** Only the selected button has a background that the block around the buttons has not. */
function selectedOf(styled: string, labels: readonly string[]): number | null {
  const cells = cellsOf(styled);
  const text = cells.map((cell) => cell.character).join('');
  const around = cells[text.indexOf('┃') + 1]?.ground;
  const marked = labels.flatMap((label, index) =>
    cells[text.indexOf(label)]?.ground === around ? [] : [index],
  );
  return marked.length === 1 ? (marked[0] ?? null) : null;
}
