import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The conversation on disk, for --resume: one JSON line per entry. */
export function createTranscript(id, env) {
  const home =
    env.TAPMUX_DEMO_HOME ?? join(tmpdir(), `tapmux-demo-${process.getuid?.() ?? 'user'}`);
  const path = join(home, `${id}.jsonl`);
  return {
    /** From now on it can be resumed, even if nothing was said yet. */
    open() {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      appendFileSync(path, '', { mode: 0o600 });
    },
    add(kind, text) {
      appendFileSync(path, `${JSON.stringify({ kind, text })}\n`, { mode: 0o600 });
    },
    /** Null when there is no such conversation. */
    read() {
      let content;
      try {
        content = readFileSync(path, 'utf8');
      } catch {
        return null;
      }
      return content
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
  };
}

/** What the agent did "to the world": nothing but lines in the file that TAPMUX_DEMO_LOG names. */
export function createDeeds(env) {
  const path = env.TAPMUX_DEMO_LOG;
  return (event, details = {}) => {
    if (path === undefined || path === '') return;
    appendFileSync(path, `${JSON.stringify({ event, ...details })}\n`);
  };
}
