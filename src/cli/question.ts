import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asked, and left with Ctrl-C or at the end of the input. */
export class Aborted extends Error {
  override readonly name = 'Aborted';
}

export interface Asker {
  line(question: string): Promise<string>;
  /** What is typed is not shown. */
  hidden(question: string): Promise<string>;
  /** Aborted by Ctrl-C: for work between the questions. */
  readonly left: AbortSignal;
  close(): void;
}

/** Questions on the terminal. Without one, answers are read from stdin, a line each. */
export function createAsker(): Asker {
  let muted = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!muted) process.stderr.write(chunk);
      done();
    },
  });
  const reader = createInterface({
    input: process.stdin,
    output,
    terminal: process.stdin.isTTY,
  });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  const early: string[] = [];
  const leaving = new AbortController();
  let over = false;

  reader.on('line', (line) => {
    const next = waiting.shift();
    if (next === undefined) early.push(line);
    else next.resolve(line);
  });
  const leave = () => {
    over = true;
    for (const one of waiting.splice(0)) one.reject(new Aborted());
  };
  reader.on('SIGINT', () => {
    leaving.abort(new Aborted());
    leave();
  });
  reader.on('close', leave);

  function line(question: string): Promise<string> {
    process.stderr.write(question);
    const known = early.shift();
    if (known !== undefined) return Promise.resolve(known);
    if (over) return Promise.reject(new Aborted());
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  return {
    line,
    left: leaving.signal,
    async hidden(question) {
      process.stderr.write(question);
      muted = true;
      try {
        return await line('');
      } finally {
        muted = false;
        process.stderr.write('\n');
      }
    },
    close: () => reader.close(),
  };
}
