import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { demo } from '../../src/agents/demo/index.ts';
import type { Ask, Choice } from '../../src/domain/ask.ts';
import { createDemoServer } from '../support/demo-pane.ts';
import type { DemoPane } from '../support/demo-pane.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const server = createDemoServer('demo');
afterAll(() => server.stop());
const folder = useTempDir();

async function idle(size: readonly [number, number] = [80, 24]): Promise<DemoPane> {
  const pane = await server.start(size, folder());
  await pane.shows('idle');
  return pane;
}

/** Answers as tapmux does: once the dialog is old enough to take keys. */
async function answer(pane: DemoPane, ask: Ask, choice: Choice): Promise<void> {
  const steps = demo.answer(ask, choice);
  if (steps === null) throw new Error('the demo has no keys for this choice');
  const keys = steps.flatMap((step) => ('shows' in step ? [] : [step]));
  await pane.keys([{ pauseMs: demo.typing.dialogMinAgeMs }, ...keys]);
}

const labels = (ask: Ask) => ask.options.map((option) => option.label);

describe.each([
  [80, 24],
  [200, 50],
] as const)('the demo agent in real tmux at %ix%i', (cols, rows) => {
  const start = () => idle([cols, rows]);

  it('works on a message and is idle again', async () => {
    const pane = await start();
    await pane.say('work 5');
    expect(await pane.shows('working')).toEqual({ kind: 'working', doing: expect.any(String) });
    await pane.shows('idle');
    expect((await pane.screen()).lines).toContain('● Worked for 0.5 s.');
  });

  it('tells what it said in its turn, and who ended it', async () => {
    const pane = await start();
    expect(demo.remarks?.(await pane.screen()).said).toBeNull();
    await pane.say('run npm test');
    await answer(pane, await pane.asks(), { kind: 'option', index: 0 });
    await pane.shows('idle');
    expect(demo.remarks?.(await pane.screen())).toMatchObject({
      interrupted: false,
      said: [
        'I would like to run a command.',
        'Ran npm test',
        '    collected 12 checks',
        '    12 passed, 0 failed',
        '    finished in 0.31 s',
        'Done. All green.',
      ].join('\n'),
    });
    await pane.say('work 300');
    await pane.shows('working');
    await pane.keys(demo.typing.interrupt);
    await pane.shows('idle');
    expect(demo.remarks?.(await pane.screen())).toMatchObject({ interrupted: true, said: null });
  });

  it('asks before a command and does what the answer says', async () => {
    const pane = await start();
    await pane.say('run npm test -- --watch=false');
    const ask = await pane.asks();
    expect(ask).toMatchObject({
      kind: 'permission',
      title: 'Run a command',
      body: 'npm test -- --watch=false',
      mayBeCut: false,
      source: 'screen',
    });
    expect(ask.options.map((option) => option.tone)).toEqual(['allow', 'always', 'deny']);
    await answer(pane, ask, { kind: 'option', index: 0 });
    expect(await pane.deed('ran')).toMatchObject({ command: 'npm test -- --watch=false' });
    await pane.shows('idle');
  });

  it('does not ask again for what was allowed for good', async () => {
    const pane = await start();
    await pane.say('run make all');
    await answer(pane, await pane.asks(), { kind: 'option', index: 1 });
    await pane.deed('ran');
    await pane.shows('idle');
    await pane.say('run make clean');
    const ran = await until(() => {
      const found = pane.deeds().filter((one) => one.event === 'ran');
      return found.length === 2 && found;
    });
    expect(ran[1]).toMatchObject({ command: 'make clean' });
  });

  it('takes no for an answer, and a reason as an instruction', async () => {
    const pane = await start();
    await pane.say('edit notes.md');
    const edit = await pane.asks();
    expect(edit).toMatchObject({ kind: 'permission', title: 'Edit a file' });
    expect(edit.body).toContain('3 + See you soon.');
    await answer(pane, edit, { kind: 'option', index: 2 });
    expect(await pane.deed('denied')).toMatchObject({ what: 'notes.md', reason: null });
    await pane.shows('idle');

    await pane.say('run rm -rf build');
    await answer(pane, await pane.asks(), { kind: 'text', text: 'höre auf; 使わない 🙂' });
    await until(() => pane.deeds().some((one) => one['reason'] === 'höre auf; 使わない 🙂'));
    await pane.shows('idle');
    expect(pane.deeds().some((one) => one.event === 'ran' || one.event === 'edited')).toBe(false);
  });

  it('asks a question with one answer', async () => {
    const pane = await start();
    await pane.say('ask');
    const ask = await pane.asks();
    expect(ask).toMatchObject({ kind: 'choice', title: 'Database' });
    expect(ask.body).toBe('Which database should it use?');
    expect(labels(ask)).toEqual(['PostgreSQL', 'SQLite', 'Redis', 'Type something']);
    await answer(pane, ask, { kind: 'option', index: 1 });
    expect(await pane.deed('answered')).toMatchObject({ answer: 'SQLite' });
    await pane.shows('idle');
  });

  it('takes words where a question has a field for them', async () => {
    const pane = await start();
    await pane.say('ask');
    const ask = await pane.asks();
    expect(demo.answer(ask, { kind: 'option', index: 3 })).toBeNull();
    await answer(pane, ask, { kind: 'text', text: 'a flat file, 1 per day' });
    expect(await pane.deed('answered')).toMatchObject({ answer: 'a flat file, 1 per day' });
  });

  it('takes several ticks, starting from those that stand on the screen', async () => {
    const pane = await start();
    await pane.say('multi');
    const fresh = await pane.asks();
    expect(fresh.kind).toBe('multi');
    expect(labels(fresh)).toEqual(['Auth', 'Search', 'Export', 'Dark mode']);
    await pane.keys([{ pauseMs: demo.typing.dialogMinAgeMs }, { text: '2' }]);
    const ticked = await until(async () => {
      const ask = await pane.asks();
      return ask.options[1]?.checked === true ? ask : null;
    });
    expect(ticked.fingerprint).toBe(fresh.fingerprint);
    await answer(pane, ticked, { kind: 'options', indexes: [0, 2] });
    expect(await pane.deed('answered')).toMatchObject({ answer: 'Auth, Export' });
  });

  it('has a plan approved', async () => {
    const pane = await start();
    await pane.say('plan');
    const ask = await pane.asks();
    expect(ask.kind).toBe('plan');
    expect(ask.body).toContain('2. Fix the rounding in cart.ts');
    await answer(pane, ask, { kind: 'option', index: 1 });
    expect(await pane.deed('planned')).toMatchObject({ mode: 'ask' });
  });

  it('says that a command is cut when the screen cannot hold it', async () => {
    const pane = await start();
    await pane.say('long');
    const ask = await pane.asks();
    expect(ask.mayBeCut).toBe(true);
    expect(ask.body).toMatch(/^echo "line 1 of a long script"\n/);
    expect(ask.body).not.toContain('more lines');
    await answer(pane, ask, { kind: 'option', index: 0 });
    await pane.deed('ran');
  });

  it('never takes quoted output for a dialog', async () => {
    const pane = await start();
    await pane.say('quote');
    await until(async () => (await pane.screen()).lines.some((line) => line.includes('❯ 1. Yes')));
    expect(['idle', 'working']).toContain((await pane.read()).kind);
  });
});

describe('the demo agent in real tmux', () => {
  it('P1 one prompt has one fingerprint, at any width and however long it stands', async () => {
    const [narrow, wide] = await Promise.all([idle([60, 20]), idle([200, 50])]);
    const command = `run ${'printf "a rather long command line" && '.repeat(4)}true`;
    await Promise.all([narrow.say(command), wide.say(command)]);
    const [one, other] = await Promise.all([narrow.asks(), wide.asks()]);
    expect(one.fingerprint).toBe(other.fingerprint);
    await narrow.keys([{ pauseMs: demo.typing.dialogMinAgeMs }, { name: 'Down' }]);
    await until(async () =>
      (await narrow.screen()).lines.some((line) => line.startsWith(' ❯ 2. ')),
    );
    expect((await narrow.asks()).fingerprint).toBe(one.fingerprint);
    await narrow.resize(100, 30);
    await until(async () => (await narrow.screen()).lines[29]?.startsWith(' ↵ '));
    expect((await narrow.asks()).fingerprint).toBe(one.fingerprint);
  });

  it('keeps what is in the box while a dialog is open', async () => {
    const pane = await idle();
    await pane.say('run ls');
    await pane.keys([{ text: 'half a thought' }]);
    const ask = await pane.asks();
    await answer(pane, ask, { kind: 'option', index: 0 });
    expect(await pane.shows('idle')).toEqual({ kind: 'idle', draft: 'half a thought' });
  });

  it('queues what is sent while it works, shows it, and does it afterwards', async () => {
    const pane = await idle();
    await pane.say('work 10');
    await pane.shows('working');
    await pane.say('and then this');
    await until(async () =>
      (await pane.screen()).lines.some((line) => line.includes('queued  and then this')),
    );
    await until(() => pane.deeds().filter((one) => one.event === 'message').length === 2);
    expect(pane.deeds().at(-1)).toMatchObject({ text: 'and then this' });
    await pane.shows('idle');
  });

  it('takes a pasted text of several lines as one message, byte for byte', async () => {
    const pane = await idle();
    const text = ['first line', '', '  indented; with $(signs)', 'ünïcödé 漢字 👩‍💻', 'end ;'].join(
      '\n',
    );
    await pane.paste(text);
    await until(async () => (await pane.shows('idle')).draft?.endsWith('end ;'));
    await pane.keys([{ name: 'Enter' }]);
    expect(await pane.deed('message')).toMatchObject({ text });
  });

  it('P7 takes 100 KB in one paste', async () => {
    const pane = await idle();
    const text = Array.from({ length: 2_000 }, (_, n) => `line ${n} ${'wörd '.repeat(8)}end`).join(
      '\n',
    );
    expect(text.length).toBeGreaterThan(100_000);
    await pane.paste(text);
    await until(async () => (await pane.shows('idle')).draft?.includes('line 1999 '));
    await pane.keys([{ name: 'Enter' }]);
    const message = await pane.deed('message');
    expect(message['text'] === text).toBe(true);
  });

  it('P5 counts as gone when a shell is in front of its pane', async () => {
    const pane = await idle();
    expect(demo.read({ ...(await pane.screen()), command: '-bash' })).toEqual({ kind: 'exited' });
  });

  it('is interrupted by Escape, at work and in a dialog', async () => {
    const pane = await idle();
    await pane.say('work 600');
    await pane.shows('working');
    await pane.keys(demo.typing.interrupt);
    expect(await pane.deed('interrupted')).toEqual({ event: 'interrupted' });
    await pane.shows('idle');
    await pane.say('plan');
    await pane.asks();
    await pane.keys([{ pauseMs: demo.typing.dialogMinAgeMs }, { name: 'Escape' }]);
    expect(await pane.deed('denied')).toMatchObject({ what: 'the plan', reason: null });
    await pane.shows('idle');
  });

  it('ends when it is told to, and by a signal', async () => {
    for (const keys of [demo.typing.quit, [{ text: '/exit' }, { name: 'Enter' }] as const]) {
      const pane = await idle();
      await pane.keys(keys);
      await pane.shows('exited');
      expect(pane.deeds().at(-1)).toEqual({ event: 'exited' });
    }
    const killed = await idle();
    await killed.say('crash');
    await killed.shows('exited');
    expect(killed.deeds().some((one) => one.event === 'exited')).toBe(false);
  });

  it.each([
    ['/exit\r', {}, { code: 0, signal: null }],
    ['crash 3\r', {}, { code: 3, signal: null }],
    ['crash\r', {}, { code: null, signal: 'SIGKILL' }],
    ['', { resume: 'never-was' }, { code: 1, signal: null }],
    ['', { resume: '../../etc/passwd' }, { code: 1, signal: null }],
  ] as const)('ends with the right status after %j %j', async (input, options, ending) => {
    const [program = '', ...args] = demo.launch(options).argv;
    const env = { ...process.env, TAPMUX_DEMO_HOME: folder() };
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], env });
    child.stdin.on('error', () => {});
    child.stdin.write(input);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect({ code, signal }).toEqual(ending);
  });

  it('goes on with an earlier conversation', async () => {
    const first = await server.start([80, 24], folder(), {
      conversation: 'abc-123',
      prompt: 'hello there',
    });
    await first.deed('message');
    await first.shows('idle');
    await first.say('/exit');
    await first.shows('exited');
    const again = await server.start([80, 24], folder(), { resume: 'abc-123' });
    await again.shows('idle');
    expect((await again.screen()).lines).toContain('> hello there');
  });

  it('goes on with a conversation in which nothing was said', async () => {
    const first = await server.start([80, 24], folder(), { conversation: 'silent' });
    await first.shows('idle');
    await first.keys(demo.typing.quit);
    await first.shows('exited');
    const again = await server.start([80, 24], folder(), { resume: 'silent' });
    expect(await again.shows('idle')).toEqual({ kind: 'idle' });
  });

  it('never looks idle while it works, also not between two presses of Ctrl-C', async () => {
    const pane = await idle();
    await pane.say('run make');
    const ask = await pane.asks();
    await pane.keys([{ pauseMs: demo.typing.dialogMinAgeMs }, { name: 'C-c' }]);
    await answer(pane, ask, { kind: 'option', index: 0 });
    const busy = await until(async () => {
      const { lines } = await pane.screen();
      return lines[23]?.includes('Ctrl-C again') && lines[23];
    });
    expect(busy).toMatch(/^ {2}◆ working/);
    await pane.deed('ran');
  });

  it('draws itself anew when the window changes', async () => {
    const pane = await idle();
    await pane.say('flood');
    await until(async () =>
      (await pane.screen()).lines.some(
        (line) => line.includes('line 600 of the flood') || line.includes('That was all.'),
      ),
    );
    await pane.resize(120, 40);
    const rule = await until(async () => (await pane.screen()).lines[38] || null);
    expect(rule).toBe('─'.repeat(120));
    expect((await pane.shows('idle')).draft).toBeUndefined();
  });
});
