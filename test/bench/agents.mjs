import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from './within.mjs';

const program = fileURLToPath(new URL('agent.mjs', import.meta.url));

/** The bench's end of the socket that its agents connect to. */
export async function listenForAgents(folder, cleanup) {
  const path = join(folder, 'agents.sock');
  const agents = new Map();
  const waiting = new Map();
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    let agent = null;
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop();
      for (const message of lines.map((line) => JSON.parse(line))) {
        if (message.kind === 'ready') {
          agent = createAgent(message.name, socket);
          agents.set(message.name, agent);
          waiting.get(message.name)?.(agent);
        } else {
          agent.told(message);
        }
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      if (agent !== null) agents.delete(agent.name);
    });
  });
  await new Promise((resolve) => server.listen(path, resolve));
  const close = cleanup.add(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    close,
    path,
    argv: (name) => [process.execPath, program, path, name],
    ready(name) {
      const known = agents.get(name);
      if (known !== undefined) return Promise.resolve(known);
      const wait = new Promise((resolve) => waiting.set(name, resolve));
      return within(30_000, wait, `agent ${name} to connect`);
    },
  };
}

function createAgent(name, socket) {
  const expected = { said: [], read: [] };
  const ask = (message) => socket.write(`${JSON.stringify(message)}\n`);
  const next = (kind, what) =>
    within(10_000, new Promise((resolve) => expected[kind].push(resolve)), `${name}: ${what}`);
  const when = async (act, what) => {
    ask(act);
    return (await next('said', what)).at;
  };
  return {
    name,
    told: (message) => expected[message.kind].shift()?.(message),
    /** When it wrote the line, in ns. */
    say: (text) => when({ act: 'say', text }, 'a line to be said'),
    /** When it began to draw its dialog, or to run its hook, in ns. */
    show: (command) => when({ act: 'show', command }, 'a dialog'),
    report: (command) => when({ act: 'report', command }, 'a hook to be run'),
    /** When it wrote a byte into its pty, in ns. */
    type: () => when({ act: 'type' }, 'a byte to be written'),
    rest: () => ask({ act: 'rest' }),
    /** When its next bytes came, in ns. */
    async read() {
      return (await next('read', 'bytes to come')).at;
    },
  };
}
