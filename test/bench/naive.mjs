import { sleep } from './within.mjs';

const roundMs = 500;
/** More at once only makes each slower on a small machine. */
const atOnce = 4;

/** What tapmux is compared with: one `tmux capture-pane` process per session, every 500 ms. */
export function createNaivePoller(server, names) {
  const texts = new Map();
  const waiting = new Set();
  const rounds = [];
  const stopping = new AbortController();
  const { signal } = stopping;

  const lookAt = async (name) => {
    const text = await server.plain('capture-pane', '-p', '-t', `=${name}:`);
    if (text === texts.get(name)) return;
    texts.set(name, text);
    for (const wait of waiting) {
      if (wait.name !== name || !text.includes(wait.text)) continue;
      waiting.delete(wait);
      wait.resolve(Number(process.hrtime.bigint()));
    }
  };

  const poll = async () => {
    while (!signal.aborted) {
      const from = performance.now();
      const queue = [...names];
      const worker = async () => {
        for (
          let name = queue.shift();
          name !== undefined && !signal.aborted;
          name = queue.shift()
        ) {
          await lookAt(name);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      const took = performance.now() - from;
      if (!signal.aborted) rounds.push(took);
      await sleep(Math.max(0, roundMs - took));
    }
  };
  const polling = poll();

  return {
    rounds,
    /** When the text was captured, in ns. */
    captured: (name, text) => new Promise((resolve) => waiting.add({ name, text, resolve })),
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}
