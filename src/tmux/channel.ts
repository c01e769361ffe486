import { spawn } from 'node:child_process';
import { newToken } from './format.ts';
import type { TmuxCommand } from './exec.ts';
import { createText, parseLine } from './protocol.ts';
import type { ControlLine } from './protocol.ts';

/** One control client for life. Requests are pipelined; each write ends with a fence of its own. */
export interface Channel {
  /** All raw text up to the request's fence; null when it may or may not have been carried out. */
  send(commands: readonly string[]): Promise<string | null>;
  /** Lets go of the server and waits until the process is gone. */
  close(): Promise<void>;
  /**
   * The session it was put into, or null when that did not happen. What is written earlier is carried
   * out earlier, in whatever session tmux then thinks is the current one: the operator's.
   */
  readonly attached: Promise<string | null>;
  /** Its process; undefined when there is none. */
  readonly pid: number | undefined;
  /** Why it ended, once it did. */
  readonly ended: Promise<string>;
}

interface Pending {
  readonly fence: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (text: string | null) => void;
}

export interface ChannelOptions {
  readonly command: TmuxCommand;
  readonly args: readonly string[];
  /** A request that takes longer means that the client is of no use any more. */
  readonly timeoutMs: number;
  /** Every line as it comes, also those inside blocks: what a forged one can do must be harmless. */
  readonly onLine?: (line: ControlLine) => void;
}

/**
 * node:child_process and not execa: this process lives as long as the daemon, and execa would wrap
 * each of its chunks in an iterator and keep its output.
 */
export function createChannel(options: ChannelOptions): Channel {
  const { command, timeoutMs, onLine } = options;
  const child = spawn(command.binary, [...command.args, ...options.args], {
    env: command.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const pending: Pending[] = [];
  /** Of the oldest of them: what has come so far. */
  let answer = '';
  let open = true;
  let said = '';
  let reason = '';

  let settleAttached: ((session: string | null) => void) | null = null;
  const attached = new Promise<string | null>((resolve) => {
    settleAttached = resolve;
  });
  const attachTimer = setTimeout(() => {
    giveUp();
  }, timeoutMs);
  const settle = (session: string | null) => {
    clearTimeout(attachTimer);
    settleAttached?.(session);
    settleAttached = null;
  };

  const finish = (why: string) => {
    if (reason === '') reason = why;
    open = false;
    settle(null);
    for (const request of pending.splice(0)) {
      clearTimeout(request.timer);
      request.resolve(null);
    }
  };
  const giveUp = () => {
    finish(`the control client did not answer within ${String(timeoutMs)} ms`);
    child.kill('SIGKILL');
  };
  const notice = (line: string) => {
    const parsed = parseLine(line);
    if (parsed.kind === 'exit') said = line;
    if (parsed.kind === 'moved') settle(parsed.session);
    onLine?.(parsed);
  };
  const read = createText((text) => {
    // Most of what the client for commands says is answers, with nothing in them to be noticed.
    if (onLine !== undefined || settleAttached !== null || text.includes('%exit')) {
      for (const line of text.split('\n')) notice(line);
    }
    let from = 0;
    for (let head = pending[0]; head !== undefined; head = pending[0]) {
      const at = findLine(text, head.fence, from);
      if (at === -1) break;
      pending.shift();
      clearTimeout(head.timer);
      head.resolve(answer + text.slice(from, at));
      answer = '';
      from = at + head.fence.length + 1;
    }
    if (pending.length > 0) answer += text.slice(from);
  });

  child.stdout.on('data', read);
  child.stderr.on('data', (chunk: Buffer) => {
    said = chunk.toString('utf8').trim().slice(0, 500);
  });
  // A broken pipe is told by the end of the process; nobody else needs to hear of it.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      finish(error.message);
      resolve(reason);
    });
    child.on('close', () => {
      finish(said === '' ? 'the control client ended' : said);
      resolve(reason);
    });
  });

  return {
    attached,
    pid: child.pid,
    ended,
    send(commands) {
      if (!open) return Promise.resolve(null);
      const fence = newToken();
      return new Promise((resolve) => {
        // First of all, because the rest has time until there is an answer.
        child.stdin.write([...commands, `display-message -p ${fence}`, ''].join('\n'));
        pending.push({ fence, timer: setTimeout(giveUp, timeoutMs), resolve });
      });
    },
    async close() {
      finish('closed');
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Where the line begins, in text of whole lines. */
function findLine(text: string, line: string, from: number): number {
  for (let at = text.indexOf(line, from); at !== -1; at = text.indexOf(line, at + 1)) {
    const begins = at === 0 || text[at - 1] === '\n';
    if (begins && text[at + line.length] === '\n') return at;
  }
  return -1;
}
