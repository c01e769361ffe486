/**
 * The three columns of one row. Each step belongs to a column: read (what tapmux made of the screen),
 * answered (what it said of its own act), confirmed (what the agent really did: files, processes, and what
 * its model was asked next).
 */
export function createCheck(name = '') {
  const marks = { read: '–', answered: '–', confirmed: '–' };

  const column =
    (name) =>
    async (what, look = () => true) => {
      try {
        const found = await Promise.resolve(look());
        if (no.includes(found)) throw new Error('it is not so');
        if (marks[name] === '–') marks[name] = '✓';
        return found;
      } catch (error) {
        const why = String(error.message).replaceAll(/\s+/g, ' ');
        marks[name] = `✗ ${why.startsWith(what) ? why : `${what}: ${why}`}`.slice(0, 240);
        throw new CaseFailed(marks[name], { cause: error });
      }
    };

  return {
    name,
    marks,
    read: column('read'),
    answered: column('answered'),
    confirmed: column('confirmed'),
  };
}

const no = [false, null, undefined];

export class CaseFailed extends Error {}

/** Fails with both sides in the message. */
export function same(got, wanted) {
  if (got === wanted) return true;
  throw new Error(`got ${brief(got)}, wanted ${brief(wanted)}`);
}

/** An outcome of ours, with its own words when it is another one. */
export function cameTo({ kind, detail }, wanted) {
  if (kind === wanted) return true;
  throw new Error(`got ${kind}, wanted ${wanted}: ${detail ?? ''}`);
}

function brief(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 90 ? `${text.slice(0, 60)}…(${text.length})…${text.slice(-25)}` : text;
}
