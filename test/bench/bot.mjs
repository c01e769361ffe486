import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPhone, systemClock } from './built.mjs';
import { plainEnv, startServer } from './stage.mjs';

const token = `123456789:${'A'.repeat(35)}`;
const nothing = () => {};
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A tmux server, an emulated Telegram, and the environment of a daemon between them. */
export async function startBotStage(cleanup) {
  const server = await startServer(cleanup);
  const folder = join(server.folder, 'shop');
  const programs = join(server.folder, 'bin');
  await mkdir(folder);
  await mkdir(programs);
  const phone = createPhone({ token, key: 'bench', stateDir: null, clock: systemClock, log });
  const { apiRoot } = await phone.start();
  cleanup.add(() => phone.stop());
  await phone.user.sendText('/start');
  return {
    server,
    folder,
    phone,
    env: {
      ...plainEnv,
      PATH: `${programs}:${plainEnv.PATH}`,
      HOME: server.folder,
      TAPMUX_HOME: join(server.folder, 'state'),
      TAPMUX_TMUX_SOCKET: server.socket,
      TAPMUX_LOG_LEVEL: 'warn',
      TAPMUX_LOG_FILE: join(server.folder, 'log'),
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_API_ROOT: apiRoot,
      TAPMUX_OPERATORS: String(phone.owner.id),
    },
    /** A program that the daemon finds before all others of its name. */
    install: (name, script) => writeFile(join(programs, name), script, { mode: 0o755 }),
  };
}
