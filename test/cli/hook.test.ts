import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { socketPath } from '../../src/hooks/address.ts';
import { createSocketServer } from '../../src/hooks/server.ts';
import type { Call } from '../../src/hooks/server.ts';
import { program } from '../support/daemon.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp.ts';

function hook(home: string, event: string, ...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], TAPMUX_HOME: home, HOME: home, TMUX_PANE: '%7' };
  const child = spawn(process.execPath, [program, 'hook', ...args], { env });
  onTestFinished(() => void child.kill());
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => (out += part.toString('utf8')));
  }
  child.stdin.end(event);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out }));
  });
}

it('tapmux hook does what the relay does', async () => {
  const home = join(await tempFolder(), 'state');
  const calls: Call[] = [];
  const server = createSocketServer({
    path: socketPath(home),
    log: createMemoryLog(),
    routes: [
      {
        method: 'POST',
        path: '/api/v1/hooks/:agent',
        quiet: true,
        handle(call) {
          calls.push(call);
          return Promise.resolve(call.headers['tapmux-wait'] === 'yes' ? { yes: true } : {});
        },
      },
    ],
  });
  await server.listen();
  onTestFinished(() => server.close());
  expect(await hook(home, '{"a":1}', 'claude')).toEqual({ code: 0, out: '' });
  expect(await hook(home, '{"a":2}', 'claude', 'wait')).toEqual({ code: 0, out: '{"yes":true}\n' });
  expect(calls).toMatchObject([
    { body: { a: 1 }, headers: { 'tapmux-parent': String(process.pid), 'tapmux-pane': '%7' } },
    { body: { a: 2 } },
  ]);
});

it('P16 tapmux hook is silent when there is no daemon', async () => {
  const home = join(await tempFolder(), 'state');
  expect(await hook(home, '{}', 'claude')).toEqual({ code: 0, out: '' });
  expect(await hook(home, '{}', 'claude', 'wait')).toEqual({ code: 0, out: '' });
});
