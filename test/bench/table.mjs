/** The rows of one run. A missed target is printed loudly and is not a failure. */
export function createTable() {
  const rows = [];
  return {
    rows,
    /** `ok` null: measured for information. */
    add(what, measured, target = '', ok = null) {
      const verdict = ok === null ? '' : ok ? 'ok' : '**MISSED**';
      rows.push([what, measured, target, verdict]);
      console.error(`  ${what}: ${measured}${verdict === '' ? '' : `  [${verdict}, ${target}]`}`);
    },
    missed: () => rows.filter((row) => row[3].includes('MISSED')).map((row) => row[0]),
    markdown() {
      const all = [['what', 'measured', 'target', 'verdict'], ...rows];
      const widths = [0, 1, 2, 3].map((n) => Math.max(...all.map((row) => row[n].length)));
      const line = (row) => `| ${row.map((cell, n) => cell.padEnd(widths[n])).join(' | ')} |`;
      const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
      return [line(all[0]), rule, ...rows.map(line)].join('\n');
    },
  };
}
