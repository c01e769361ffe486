import { cameTo, same } from '../check.mjs';
import { until } from '../until.mjs';

const texts = [
  ['a line', 'hello there'],
  ['several lines', 'first line\nsecond line\n\n  indented fourth line\nthe end'],
  ['2 KB', 'All work and no play makes a dull day. '.repeat(52).trim()],
  ['2 KB in lines', 'All work and no play\nmakes a dull day.\n'.repeat(52).trim()],
  ['any Unicode', 'Größe 日本語 👩‍👩‍👧 עברית ﷽'],
  ['ends with \\', 'a path C:\\tmp\\'],
  ['ends with ;', 'int x = 1;'],
  ['ends with @token', 'tell @ada'],
  ['a tab inside', 'one\ttwo'],
  ['begins with !', '!touch shell-mode.txt'],
  ['begins with ! after a space', ' !touch shell-mode.txt'],
  ['begins with /', '/nosuchcommand at all'],
  ['a path in front', '/tmp/some/file is the one'],
  ['begins with #', '# a heading'],
  ['begins with -', '--help'],
  ['a lone ?', '?'],
  ['the word exit', 'exit'],
  ['the word quit', 'quit'],
  ['the word :q', ':q'],
];

/** Text into an idle agent: said to be delivered, and received as it was sent. */
export const sending = texts.map(([what, text]) => ({
  name: `send: ${what}`,
  async run(stage, check) {
    const id = await stage.idle(check);
    await stage.remove('shell-mode.txt');
    const before = stage.model.seen.length;
    if (stage.agent.refuses?.includes(text)) {
      await check.answered('refused', async () =>
        same((await stage.send(id, text)).reason, 'not_as_text'),
      );
      await check.confirmed('still there', () => stage.untilReading(id, 'idle'));
      await check.confirmed('asked nothing', () => same(stage.model.seen.length, before));
      return;
    }
    await check.answered('send', async () => cameTo(await stage.send(id, text), 'delivered'));
    const got = await check.confirmed('received', () =>
      until(() => stage.model.seen[before], 'the model was not asked', 30_000),
    );
    const differs = stage.agent.differs?.[text];
    await check.confirmed('byte for byte', () => same(got.text, differs?.got ?? text));
    if (differs !== undefined) check.marks.confirmed = `✓ but ${differs.why}`;
    await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
    await check.confirmed('nothing ran', async () => !(await stage.exists('shell-mode.txt')));
  },
}));

/** Text into a busy one. */
export const queueing = [
  {
    name: 'send while busy',
    async run(stage, check) {
      const id = await stage.idle(check);
      await stage.busy(id, check);
      const before = stage.model.seen.length;
      await check.answered('send', async () =>
        cameTo(await stage.send(id, 'and then this'), 'queued'),
      );
      stage.model.release();
      await check.confirmed('the model got it', () =>
        until(
          () => stage.model.seen.slice(before).some((one) => one.text.includes('and then this')),
          'the model was not asked',
        ),
      );
      await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
    },
  },
  {
    name: 'interrupt',
    async run(stage, check) {
      const id = await stage.idle(check);
      await stage.busy(id, check);
      const told = stage.notices.length;
      await check.answered('interrupt', async () =>
        same((await stage.sessions.interrupt(id, 'test')).kind, 'typed'),
      );
      await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
      await toldAsInterrupted(stage, check, id, told);
      const before = stage.model.seen.length;
      await check.confirmed('the next text', async () =>
        same((await stage.send(id, 'after the interrupt')).kind, 'delivered'),
      );
      await check.confirmed('received', () =>
        until(
          () => stage.model.seen.slice(before).some((one) => one.text === 'after the interrupt'),
          'the model was not asked',
          30_000,
        ),
      );
    },
  },
  {
    name: 'interrupt at the keyboard',
    // Others do not show who ended it.
    only: ['claude', 'codex', 'gemini'],
    async run(stage, check) {
      const id = await stage.idle(check);
      await stage.busy(id, check);
      const told = stage.notices.length;
      await stage.keyboard(id, 'Escape');
      await check.read('idle again', () => stage.untilReading(id, 'idle'));
      await toldAsInterrupted(stage, check, id, told);
    },
  },
];

/** What was told of the turn that `busy` began. */
async function toldAsInterrupted(stage, check, id, told) {
  const turn = () =>
    stage.notices.slice(told).find((one) => one.kind === 'turn_finished' && one.session.id === id);
  await check.confirmed('told of', () => until(turn, 'its end was not told'));
  await check.confirmed('told as what it was', () => same(turn()?.interrupted, null));
}
