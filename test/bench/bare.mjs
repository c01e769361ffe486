import { spawn } from 'node:child_process';
import { plainEnv } from './stage.mjs';
import { sleep } from './within.mjs';

/** A control client that is told commands and asked for nothing: what tmux itself takes. */
export async function openBare(server, cleanup) {
  const args = ['-u', '-S', server.socket, '-C', 'attach', '-t', '=anchor:'];
  const child = spawn('tmux', [...args, '-f', 'no-output,ignore-size'], {
    env: plainEnv,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  const close = cleanup.add(() => {
    child.stdin.end();
    return gone;
  });
  child.stdout.resume();
  await sleep(500);
  return {
    close,
    say: (command) => void child.stdin.write(`${command}\n`),
  };
}
