import { same } from '../check.mjs';
import { until } from '../until.mjs';

export const crashing = [
  {
    name: 'kill -9, then resume',
    async run(stage, check) {
      const id = await stage.idle(check);
      const word = 'remember the word quince';
      await check.answered('the first text', async () =>
        ['delivered', 'unknown'].includes((await stage.send(id, word)).kind),
      );
      await check.confirmed('received', () =>
        until(() => stage.model.seen.at(-1)?.text === word, 'the model was not asked', 30_000),
      );
      await check.read('idle', () => stage.untilReading(id, 'idle'));
      // Agents write down what was said a moment after they are at rest again.
      await check.read('kept by the agent', () => stage.untilKept(id));
      const { pid } = await stage.agentProcess();
      process.kill(pid, 'SIGKILL');
      await check.read('its end', () =>
        until(async () => (await stage.sessions.get(id)).lifecycle === 'stopped', 'not stopped'),
      );
      await check.confirmed('no process is left', () => stage.untilNoProcess());
      await check.answered('resume', async () =>
        same((await stage.sessions.resume(id, 'test')).conversation, 'goes_on'),
      );
      await check.read('idle after the resume', () => stage.untilReading(id, 'idle', 60_000));
      const before = stage.model.seen.length;
      await check.answered('the next text', async () =>
        same((await stage.send(id, 'which word was it')).kind, 'delivered'),
      );
      const got = await check.confirmed('received', () =>
        until(
          () => stage.model.seen.slice(before).find((one) => one.text === 'which word was it'),
          'the model was not asked',
        ),
      );
      await check.confirmed('the conversation goes on', () =>
        JSON.stringify(got.body).includes(word),
      );
    },
  },
  {
    name: 'kill -9 before anything was said, then resume',
    async run(stage, check) {
      await stage.forget();
      const { id } = await stage.create();
      stage.take(id);
      await check.read('idle', () => stage.untilReading(id, 'idle', 60_000));
      process.kill((await stage.agentProcess()).pid, 'SIGKILL');
      await check.read('its end', () =>
        until(async () => (await stage.sessions.get(id)).lifecycle === 'stopped', 'not stopped'),
      );
      await check.answered('said to be a new one', async () =>
        same((await stage.sessions.resume(id, 'test')).conversation, 'fresh'),
      );
      await check.read('idle again', () => stage.untilReading(id, 'idle', 60_000));
    },
  },
  {
    name: 'stop with a prompt open',
    async run(stage, check) {
      const id = await stage.idle(check);
      await check.read('the request', () => stage.send(id, 'please run: touch never.txt'));
      await check.read('a decision', () => stage.untilDecision(id));
      await check.answered('stop', async () =>
        same((await stage.sessions.stopSession(id, 'test')).lifecycle, 'stopped'),
      );
      await check.confirmed('no process is left', () => stage.untilNoProcess());
      await check.confirmed('no file', async () => !(await stage.exists('never.txt')));
      await stage.forget();
    },
  },
  {
    name: 'its pane is closed in the middle of a turn',
    async run(stage, check) {
      const id = await stage.idle(check);
      await stage.busy(id, check);
      const { pane } = await stage.sessions.get(id);
      await stage.tmux('kill-pane', '-t', pane.pane);
      await check.read('its end', () =>
        until(async () => (await stage.sessions.get(id)).lifecycle === 'stopped', 'not stopped'),
      );
      await check.confirmed('no process is left', () => stage.untilNoProcess());
      await stage.forget();
    },
  },
];
