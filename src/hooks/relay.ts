import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * The relay in JavaScript: what the script beside it does with Perl. It imports nothing but Node, because its
 * start is what an agent waits for.
 */
export interface RelayCall {
  readonly socket: string;
  readonly keys: string;
  readonly agent: string;
  readonly wait: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who started us: the agent, or a shell of it. */
  readonly parent: number;
  readonly stdin: Readable;
}

/** As long as a daemon that hangs may hold up an agent. */
const patienceMs = 1_000;

/** What is to be printed; empty for nothing. Never fails. */
export async function relay(call: RelayCall): Promise<string> {
  try {
    const event = await read(call.stdin);
    return /^[a-z0-9-]+$/.test(call.agent) ? await post(call, event) : '';
  } catch {
    return '';
  }
}

async function post(call: RelayCall, event: Buffer): Promise<string> {
  const outgoing = request({
    ...(call.wait ? {} : { signal: AbortSignal.timeout(patienceMs) }),
    socketPath: call.socket,
    method: 'POST',
    path: `/api/v1/hooks/${call.agent}`,
    headers: {
      'content-type': 'application/json',
      'content-length': event.length,
      'tapmux-parent': call.parent,
      'tapmux-tmux': call.env['TMUX'] ?? '',
      'tapmux-pane': call.env['TMUX_PANE'] ?? '',
      ...(call.wait ? { 'tapmux-wait': 'yes' } : {}),
      ...keyOf(call),
    },
  });
  outgoing.end(event);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = await read(response);
  return call.wait && response.statusCode === 200 ? body.toString('utf8') : '';
}

/** The headers that prove whose run this is; none for an agent that was not started by tapmux. */
function keyOf({ env, keys }: RelayCall): Record<string, string> {
  const run = env['TAPMUX_RUN_ID'] ?? '';
  if (!/^[\dA-Fa-f-]+$/.test(run)) return {};
  try {
    const lines = readFileSync(`${keys}/${run}`, 'utf8').trim().split('\n');
    return Object.fromEntries(lines.map((line) => line.split(': ', 2)));
  } catch {
    return {};
  }
}

async function read(stream: Readable | IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
