import { join } from 'node:path';
import { createOutbox, openShelf, systemClock } from './built.mjs';
import { tempFolder } from './stage.mjs';
import { median, number } from './stats.mjs';

const few = 100;
const many = 10_000;
const nothing = () => {};
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** What one message costs, from put to sent, when few wait and when many do; Telegram itself takes no time. */
export async function outboxRow(table, cleanup) {
  const { folder, remove } = await tempFolder(cleanup);
  const samples = [];
  await perMessage(join(folder, 'warm.jsonl'), few);
  // Before and after, so that a disk that is busy for a while slows down both.
  const measureFew = async (from) => {
    for (let n = from; n < from + 40; n += 1) {
      samples.push(await perMessage(join(folder, `${n}.jsonl`), few));
    }
  };
  await measureFew(0);
  const large = await perMessage(join(folder, 'many.jsonl'), many);
  await measureFew(40);
  const small = median(samples);
  const times = large / small;
  table.add(
    `outbox: ${many} that wait, per message, against ${few}`,
    `${number(large)} / ${number(small)} ms: ${number(times)}x`,
    '<= 2x',
    times <= 2,
  );
  await remove();
}

async function perMessage(path, count) {
  let sent = () => {};
  const all = new Promise((resolve) => {
    sent = resolve;
  });
  let message = 0;
  const sendMessage = () => {
    message += 1;
    if (message === count) sent();
    return Promise.resolve({ message_id: message });
  };
  const shelf = await openShelf(path, log);
  const outbox = createOutbox({
    api: { sendMessage },
    shelf,
    clock: systemClock,
    log,
    sendTimeoutMs: 5_000,
    parked: [],
    topicOf: () => Promise.resolve(null),
    topicGone: () => Promise.resolve(),
    moved: () => Promise.resolve(),
    unreachable: () => Promise.resolve(),
    unauthorized: nothing,
  });
  const from = performance.now();
  const put = Array.from({ length: count }, (_, n) =>
    outbox.put({
      lane: 'reply',
      place: { chat: 1, topic: null },
      session: `session-${n % 50}`,
      message: { body: { text: `message ${n}`, entities: [] } },
    }),
  );
  await Promise.all(put);
  outbox.start();
  await all;
  const took = performance.now() - from;
  await outbox.stop();
  await shelf.close();
  return took / count;
}
