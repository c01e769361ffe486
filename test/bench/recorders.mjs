import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep, within } from './within.mjs';

const program = fileURLToPath(new URL('recorder.mjs', import.meta.url));

/** Programs in panes that hand on the bytes they get. */
export async function listenForRecorders(folder, cleanup) {
  const path = join(folder, 'recorders.sock');
  const recorders = new Map();
  const sockets = new Set();
  const get = (name) => {
    if (!recorders.has(name)) recorders.set(name, createRecording());
    return recorders.get(name);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let recording = null;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      let bytes = chunk;
      if (recording === null) {
        const end = bytes.indexOf(10);
        recording = get(bytes.subarray(0, end).toString());
        recording.open();
        bytes = bytes.subarray(end + 1);
      }
      recording.add(bytes);
    });
  });
  await new Promise((resolve) => server.listen(path, resolve));
  const close = cleanup.add(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    close,
    argv: (name, brackets) => [process.execPath, program, path, name, brackets ? 'on' : 'off'],
    async ready(name) {
      await within(30_000, get(name).opened, `recorder ${name} to connect`);
      return get(name);
    },
  };
}

function createRecording() {
  let chunks = [];
  let size = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let enough = () => {};
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open,
    add(bytes) {
      if (bytes.length === 0) return;
      chunks.push(bytes);
      size += bytes.length;
      if (size >= wanted) enough();
    },
    size: () => size,
    /** All bytes since the last take, once there are as many or time is over. */
    async take(count) {
      if (size < count) {
        wanted = count;
        const complete = new Promise((resolve) => {
          enough = resolve;
        });
        await within(5_000, complete, `${count} bytes`).catch(() => undefined);
        wanted = Number.POSITIVE_INFINITY;
      }
      const bytes = Buffer.concat(chunks);
      chunks = [];
      size = 0;
      return bytes;
    },
    /** Until nothing more comes. */
    async quiet() {
      for (let before = -1; before !== size; await sleep(100)) before = size;
    },
  };
}
