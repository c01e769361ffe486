import { Api } from 'grammy';
import pino from 'pino';
import { systemClock } from '../../../src/clock.ts';
import { createOutbox } from '../../../src/telegram/outbox/outbox.ts';
import { openShelf } from '../../../src/telegram/outbox/shelf.ts';
import { compose } from '../../../src/telegram/text/compose.ts';

/** Sends numbered notices for as long as it lives, and prints each number that was accepted. */
const [path = '', apiRoot = '', token = '', chat = '0', first = '0'] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const shelf = await openShelf(path, log);
const outbox = createOutbox({
  api: new Api(token, { apiRoot }),
  shelf,
  clock: systemClock,
  log,
  sendTimeoutMs: 2_000,
  parked: [],
  topicOf: () => Promise.resolve(null),
  topicGone: () => Promise.resolve(),
  moved: () => Promise.resolve(),
  unreachable: () => Promise.resolve(),
  unauthorized: () => {},
});
outbox.start();
for (let n = Number(first); ; n += 1) {
  await outbox.put({
    lane: 'decision',
    place: { chat: Number(chat), topic: null },
    message: { body: compose(`notice ${n}.`) },
  });
  process.stdout.write(`${n}\n`);
}
