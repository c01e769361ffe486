// Hands on every byte that its pane is given, as it is.
import { connect } from 'node:net';

const [path, name, brackets] = process.argv.slice(2);
const socket = connect(path, () => {
  process.stdin.setRawMode(true);
  if (brackets === 'on') process.stdout.write('\u001B[?2004h');
  socket.write(`${name}\n`);
  process.stdin.pipe(socket);
});
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));
