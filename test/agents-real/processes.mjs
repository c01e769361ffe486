import { readdir, readFile } from 'node:fs/promises';

/**
 * The processes of one stage that are alive, whoever their parent is: its mark is in their environment.
 * With `panes`, only those that were started in a pane of tapmux.
 */
export async function processesOf(stage, { panes = false } = {}) {
  const found = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
      if (!environment.includes(`TAPMUX_STAGE=${stage}`)) continue;
      if (panes && !environment.some((one) => one.startsWith('TAPMUX_RUN_ID='))) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
      // A zombie has neither; nobody can end it.
      if (command !== '') found.push({ pid: Number(pid), command: command.split('\0').join(' ') });
    } catch {
      // Gone meanwhile, or somebody else's.
    }
  }
  return found;
}

export async function endAll(stage) {
  for (const { pid } of await processesOf(stage)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone meanwhile.
    }
  }
}
