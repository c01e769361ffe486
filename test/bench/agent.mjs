// A program in a pane that tells the bench when things happened to it. The times are
// CLOCK_MONOTONIC, which all processes share.
import { connect } from 'node:net';

const [path, name] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint());
const socket = connect(path);
const tell = (message) => socket.write(`${JSON.stringify(message)}\n`);

const acts = {
  say({ text }) {
    const at = now();
    process.stdout.write(`${text}\r\n`);
    tell({ kind: 'said', text, at });
  },
};

process.stdin.setRawMode(true);
process.stdin.on('data', (bytes) => tell({ kind: 'read', at: now(), length: bytes.length }));
socket.on('connect', () => tell({ kind: 'ready', name }));
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));

let rest = '';
socket.on('data', (chunk) => {
  const lines = (rest + chunk.toString('utf8')).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const { act, ...details } = JSON.parse(line);
    acts[act](details);
  }
});
