import { closeSync, openSync } from 'node:fs';
import { takeSupervisor } from '../../../src/cli/supervisor.ts';
import { messageOf } from '../../../src/errors.ts';
import { readGit } from '../../../src/sessions/git.ts';
import { createChannel } from '../../../src/tmux/channel.ts';
import { createExec } from '../../../src/tmux/exec.ts';
import { createLifeline } from '../../../src/tmux/lifeline.ts';

// Opens files until there is none left, then does all that needs a program, and prints how it ended.
const command = { binary: 'tmux', args: ['-L', 'nowhere'], env: {} };
const supervisor = takeSupervisor({ NOTIFY_SOCKET: '/nowhere' });
const files: number[] = [];
try {
  for (;;) files.push(openSync('/dev/null', 'r'));
} catch {
  // That was the last one.
}

const said = (work: Promise<unknown> | undefined) =>
  work?.catch((error: unknown) => messageOf(error));
const channel = createChannel({ command, args: ['-C', 'attach'], timeoutMs: 2_000 });
const results = {
  tmux: await createExec(command, 2_000).run(['list-sessions']),
  channel: {
    attached: await channel.attached,
    sent: await channel.send(['list-sessions']),
    ended: await channel.ended,
  },
  git: await readGit('/', ['status']),
  lifeline: await said(createLifeline('/nowhere', 'tmux')),
  supervisor: await said(supervisor?.beat('well')),
};
for (const file of files) closeSync(file);
process.stdout.write(JSON.stringify(results));
