import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { answer } from './approve.mjs';

const run = promisify(execFile);

/** Of two dialogs on one screen only one has the keys. These ask whether the folder is trusted before they do anything. */
export const trustFirst = {
  name: 'a first prompt in a strange folder: trust is asked for alone',
  only: ['codex', 'copilot', 'qwen'],
  async run(stage, check) {
    await stage.forget();
    const cwd = join(stage.root, 'strangest');
    // Codex asks of repositories only.
    await run('git', ['init', '-q', cwd]);
    const asked = stage.model.seen.length;
    const { id } = await stage.create({ cwd, prompt: 'please run: touch first.txt' });
    stage.take(id);
    const trust = await check.read('a question', () => stage.untilDecision(id));
    await check.read('that of trust', () => same(trust.ask.kind, 'trust'));
    await stage.pastGuard();
    await check.read('the model was not asked', () => same(stage.model.seen.length, asked));
    await check.answered('pressed', async () => {
      const index = trust.ask.options.findIndex((one) => one.tone === 'allow');
      const choice = { kind: 'option', index };
      const { kind } = await stage.sessions.answer(id, trust.id, choice, 'test');
      // Some start themselves anew, and on a busy machine nothing can be read for a while.
      return kind === 'unknown' || same(kind, 'answered');
    });
    const tool = await check.read('then the tool', () =>
      until(
        async () => (await stage.sessions.pending()).find((one) => one.ask.kind === 'permission'),
        'it does not come',
        60_000,
      ),
    );
    await answer(stage, check, id, tool, 'allow');
    await check.confirmed('the file is there', () =>
      until(
        () =>
          access(join(cwd, 'first.txt')).then(
            () => true,
            () => false,
          ),
        'it is not',
      ),
    );
    await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
    await stage.forget();
  },
};
