import { same } from '../check.mjs';
import { until } from '../until.mjs';

export const starting = [
  {
    name: 'start',
    async run(stage, check) {
      await stage.forget();
      const before = stage.model.seen.length;
      const { id } = await check.answered('create', () => stage.create());
      stage.take(id);
      await check.read('idle', () => stage.untilReading(id, 'idle', 120_000));
      await check.read('active', () =>
        until(async () => (await stage.sessions.get(id)).lifecycle === 'active', 'lifecycle'),
      );
      await check.confirmed('its model was asked nothing', () =>
        same(stage.model.seen.length, before),
      );
    },
  },
  {
    name: 'start with a first prompt',
    async run(stage, check) {
      await stage.forget();
      const before = stage.model.seen.length;
      const prompt = '- say "hi", please;\nthen stop \\';
      const { id } = await check.answered('create', () => stage.create({ prompt }));
      stage.take(id);
      const got = await check.confirmed('received', () =>
        until(() => stage.model.seen[before], 'the model was not asked', 120_000),
      );
      await check.confirmed('byte for byte', () => same(got.text, prompt));
      await check.read('idle', () => stage.untilReading(id, 'idle'));
    },
  },
];

export const ending = [
  {
    name: 'stop, then resume',
    async run(stage, check) {
      const id = await stage.idle(check);
      await check.answered('the first text', async () =>
        same((await stage.send(id, 'remember the word plum')).kind, 'delivered'),
      );
      await check.confirmed('received', () =>
        until(
          () => stage.model.seen.at(-1)?.text === 'remember the word plum',
          'not asked',
          30_000,
        ),
      );
      await check.read('idle', () => stage.untilReading(id, 'idle'));
      await check.answered('stop', async () =>
        same((await stage.sessions.stopSession(id, 'test')).lifecycle, 'stopped'),
      );
      await check.confirmed('no process is left', () => stage.untilNoProcess());
      await check.answered('resume', async () =>
        same((await stage.sessions.resume(id, 'test')).lifecycle, 'starting'),
      );
      await check.read('idle after the resume', () => stage.untilReading(id, 'idle', 120_000));
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
        JSON.stringify(got.body).includes('remember the word plum'),
      );
    },
  },
  {
    name: 'stop in the middle of a turn',
    async run(stage, check) {
      const id = await stage.idle(check);
      await stage.busy(id, check);
      await check.answered('stop', async () =>
        same((await stage.sessions.stopSession(id, 'test')).lifecycle, 'stopped'),
      );
      await check.confirmed('no process is left', () => stage.untilNoProcess());
      await stage.forget();
    },
  },
  {
    name: 'kill -9',
    async run(stage, check) {
      const id = await stage.idle(check);
      const { pid } = await stage.agentProcess();
      process.kill(pid, 'SIGKILL');
      const notice = await check.read('its end', () =>
        until(
          () => stage.notices.find((one) => one.kind === 'ended' && one.session.id === id),
          'nobody was told',
        ),
      );
      await check.read('a crash', () => same(notice.session.stop.cause, 'agent_crashed'));
      await check.answered('text is refused', async () =>
        same((await stage.send(id, 'are you there')).kind, 'refused'),
      );
      await check.confirmed('stopped', async () =>
        same((await stage.sessions.get(id)).lifecycle, 'stopped'),
      );
      await stage.forget();
    },
  },
];
