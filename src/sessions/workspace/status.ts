/** What `git status --porcelain=v2 -z` says, entry by entry. Paths stay bytes: they need not be UTF-8. */
export interface StatusEntry {
  readonly kind: 'changed' | 'untracked' | 'ignored';
  /** From the top of the repository. A folder that git did not look into ends with a slash. */
  readonly path: Buffer;
}

export interface IndexEntry {
  readonly path: Buffer;
  readonly submodule: boolean;
  /** Marked assume-unchanged or skip-worktree: `git status` is silent about its changes. */
  readonly muted: boolean;
}

const space = 0x20;
const tab = 0x09;
const slash = 0x2f;

/** Null when it is not the format we know. */
export function parseStatus(output: Buffer): readonly StatusEntry[] | null {
  const entries: StatusEntry[] = [];
  const records = split(output);
  for (let at = 0; at < records.length; at += 1) {
    const record = records[at];
    if (record === undefined) return null;
    const kind = record.subarray(0, 2).toString('latin1');
    // Fields before the path: 8 for a change, 9 for a rename (whose old path is the next record),
    // 10 for an unmerged path.
    const fields = { '1 ': 8, '2 ': 9, 'u ': 10, '? ': 1, '! ': 1 }[kind];
    if (fields === undefined) return null;
    const path = afterFields(record, fields);
    if (path === null) return null;
    if (kind === '2 ') at += 1;
    entries.push({
      kind: kind === '? ' ? 'untracked' : kind === '! ' ? 'ignored' : 'changed',
      path,
    });
  }
  return entries;
}

/** `git ls-files -v --stage -z`: tag, mode, object, stage, tab, path. */
export function parseIndex(output: Buffer): readonly IndexEntry[] | null {
  const entries: IndexEntry[] = [];
  for (const record of split(output)) {
    const end = record.indexOf(tab);
    if (end === -1) return null;
    const [tag, mode] = record.subarray(0, end).toString('latin1').split(' ');
    if (tag === undefined || mode === undefined) return null;
    entries.push({
      path: record.subarray(end + 1),
      submodule: mode === '160000',
      muted: tag === 'S' || tag !== tag.toUpperCase(),
    });
  }
  return entries;
}

export function endsWithSlash(path: Buffer): boolean {
  return path.at(-1) === slash;
}

function split(output: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let from = 0;
  for (let to = output.indexOf(0); to !== -1; to = output.indexOf(0, from)) {
    records.push(output.subarray(from, to));
    from = to + 1;
  }
  return records;
}

function afterFields(record: Buffer, fields: number): Buffer | null {
  let at = -1;
  for (let n = 0; n < fields; n += 1) {
    at = record.indexOf(space, at + 1);
    if (at === -1) return null;
  }
  return record.subarray(at + 1);
}
