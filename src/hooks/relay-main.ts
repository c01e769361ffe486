import { relay } from './relay.ts';

// node relay-main.js <socket> <keys> <agent> [wait]
const [socket = '', keys = '', agent = '', wait] = process.argv.slice(2);
const { env, ppid: parent, stdin } = process;
process.stdout.write(
  await relay({ socket, keys, agent, wait: wait === 'wait', env, parent, stdin }),
);
