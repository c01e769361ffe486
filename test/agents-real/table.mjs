export const caseHeads = ['agent', 'version', 'case', 'read', 'answered', 'confirmed'];

export function tableOf(heads, rows) {
  const cells = [heads, ...rows.map((row) => heads.map((head) => row[head]))];
  const widths = heads.map((_, at) =>
    Math.max(...cells.map((line) => (line[at].startsWith('✗') ? 1 : [...line[at]].length))),
  );
  const lines = cells.map(
    (line) => `| ${line.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

export function failed(row) {
  return [row.read, row.answered, row.confirmed].some((mark) => mark.startsWith('✗'));
}
