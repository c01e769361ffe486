/** Larger texts are not compared line by line: all of the old one goes, all of the new one comes. */
const mostCells = 4_000_000;

/** Every line of both texts once, marked with `-`, `+` or a blank. */
export function lineDiff(before: string, after: string): readonly string[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const head = commonStart(old, now);
  const tail = commonStart(old.slice(head).toReversed(), now.slice(head).toReversed());
  const gone = old.slice(head, old.length - tail);
  const come = now.slice(head, now.length - tail);
  return [
    ...old.slice(0, head).map((line) => ` ${line}`),
    ...between(gone, come),
    ...old.slice(old.length - tail).map((line) => ` ${line}`),
  ];
}

/** Only what changed, with `around` unchanged lines beside it, and `…` for what is left out. */
export function changedLines(diff: readonly string[], around: number): readonly string[] {
  const near = diff.map((_, at) =>
    diff.slice(Math.max(0, at - around), at + around + 1).some((line) => !line.startsWith(' ')),
  );
  return diff.flatMap((line, at) => {
    if (near[at] === true) return [line];
    return at === 0 || near[at - 1] === true ? ['…'] : [];
  });
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count += 1;
  return count;
}

/** By the longest common subsequence: `rest[i][j]` is its length for what follows line i and line j. */
function between(gone: readonly string[], come: readonly string[]): readonly string[] {
  const width = come.length + 1;
  const small = (gone.length + 1) * width <= mostCells;
  const rest = new Uint32Array(small ? (gone.length + 1) * width : 0);
  const at = (i: number, j: number) => rest[i * width + j] ?? 0;
  for (let i = small ? gone.length - 1 : -1; i >= 0; i -= 1) {
    for (let j = come.length - 1; j >= 0; j -= 1) {
      rest[i * width + j] =
        gone[i] === come[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < gone.length || j < come.length) {
    if (small && i < gone.length && j < come.length && gone[i] === come[j]) {
      lines.push(` ${gone[i]}`);
      i += 1;
      j += 1;
    } else if (i < gone.length && (j >= come.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`-${gone[i]}`);
      i += 1;
    } else {
      lines.push(`+${come[j]}`);
      j += 1;
    }
  }
  return lines;
}
