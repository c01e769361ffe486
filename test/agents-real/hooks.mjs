import {
  createSocketServer,
  hookRoute,
  relayPath,
  runKeysFolder,
  socketPath,
  writeRelay,
} from './built.mjs';

/** The way of an agent's events, as the daemon opens it: the relay that agents run, and the socket it speaks to. */
export async function openHooks({ sessions, home, env, log }) {
  const socket = socketPath(home);
  const server = createSocketServer({ path: socket, log, routes: [hookRoute(sessions.hookDoor)] });
  await writeRelay({ path: relayPath(home), socket, keys: runKeysFolder(home), env });
  await server.listen();
  return {
    async close() {
      sessions.hookDoor.close();
      await server.close();
    },
  };
}
