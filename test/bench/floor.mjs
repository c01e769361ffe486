// A terminal without tmux: this process holds both ends of a pty (13 the master, 14 the slave), a program
// of the bench runs on the slave, and what is to be typed goes into the master.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { connect } from 'node:net';

const [path, name, ...reader] = process.argv.slice(2);
spawn(reader[0], reader.slice(1), { stdio: [14, 14, 'inherit'] });

const now = () => Number(process.hrtime.bigint());
const socket = connect(path);
socket.on('connect', () => socket.write(`${JSON.stringify({ kind: 'ready', name })}\n`));
socket.on('data', () => {
  const at = now();
  writeSync(13, 'x');
  socket.write(`${JSON.stringify({ kind: 'said', at })}\n`);
});
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));
