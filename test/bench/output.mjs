import { now, sleep, within } from './within.mjs';

/** Output on a pane → its text captured, through the events of our driver. Samples in ms. */
export async function measureOutput(tmux, active, count) {
  const waiting = new Map();
  const unsubscribe = tmux.subscribe((event) => {
    if (event.kind !== 'screen') return;
    const wait = waiting.get(event.ref.pane);
    if (wait === undefined || !event.screen.lines.some((line) => line.includes(wait.text))) return;
    waiting.delete(event.ref.pane);
    wait.resolve(now());
  });
  const samples = [];
  for (let n = 0; n < count; n += 1) {
    const { agent, ref } = active[n % active.length];
    const text = `mark-${n}-end`;
    const captured = new Promise((resolve) => waiting.set(ref.pane, { text, resolve }));
    const [said, seen] = await Promise.all([
      agent.say(text),
      within(10_000, captured, `an event with ${text}`),
    ]);
    samples.push((seen - said) / 1e6);
    await sleep(20 + Math.random() * 40);
  }
  unsubscribe();
  return samples;
}

/** The same through the naive poller, at random points of its rounds. */
export async function measureNaiveOutput(poller, active, each) {
  const samples = [];
  const agentLoop = async ({ agent, name }) => {
    for (let n = 0; n < each; n += 1) {
      await sleep(Math.random() * 1000);
      const text = `naive-${n}-end`;
      const captured = within(30_000, poller.captured(name, text), `a capture with ${text}`);
      const said = await agent.say(text);
      samples.push(((await captured) - said) / 1e6);
    }
  };
  await Promise.all(active.map(agentLoop));
  return samples;
}
