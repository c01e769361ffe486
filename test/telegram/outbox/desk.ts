import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Api } from 'grammy';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Phone } from '../../../src/phone/server.ts';
import { createPhone } from '../../../src/phone/server.ts';
import type { OutgoingMessage } from '../../../src/telegram/message.ts';
import type { Outbox, OutboxDeps, Posting } from '../../../src/telegram/outbox/outbox.ts';
import { createOutbox } from '../../../src/telegram/outbox/outbox.ts';
import type { Shelf } from '../../../src/telegram/outbox/shelf.ts';
import { openShelf } from '../../../src/telegram/outbox/shelf.ts';
import { compose } from '../../../src/telegram/text/compose.ts';
import { tempFolder } from '../../support/temp.ts';

export const token = '700100200:AAExampleOnlyForTests_0123456789abcdefg';
export const chat = 1_000_001;

export interface OutboxDesk {
  readonly phone: Phone;
  readonly apiRoot: string;
  readonly home: string;
  readonly log: string[];
  readonly heard: { moved: number[][]; unreachable: number[]; gone: number[] };
  open(changes?: Partial<OutboxDeps>): Promise<{ outbox: Outbox; shelf: Shelf }>;
  /** Texts of the owner's chat, in order. */
  texts(): readonly string[];
}

/** An outbox with its shelf on a real disk, in front of the emulator. */
export async function outboxDesk(clock: Clock = systemClock): Promise<OutboxDesk> {
  const home = await tempFolder();
  const log: string[] = [];
  const logger = pino(
    { level: 'debug' },
    new Writable({
      write(chunk, _encoding, done) {
        log.push(String(chunk));
        done();
      },
    }),
  );
  const phone = createPhone({
    token,
    key: 'k'.repeat(20),
    stateDir: null,
    clock: systemClock,
    log: logger,
    owner: { id: chat },
  });
  const { apiRoot } = await phone.start();
  onTestFinished(() => phone.stop());
  await phone.user.sendText('hello');
  const heard = { moved: [] as number[][], unreachable: [] as number[], gone: [] as number[] };

  return {
    phone,
    apiRoot,
    home,
    log,
    heard,
    async open(changes = {}) {
      const shelf = await openShelf(join(home, 'outbox.jsonl'), logger);
      const outbox = createOutbox({
        api: new Api(token, { apiRoot }),
        shelf,
        clock,
        log: logger,
        sendTimeoutMs: 500,
        parked: [],
        topicOf: () => Promise.resolve(null),
        topicGone: (_chat, topic) => Promise.resolve(void heard.gone.push(topic)),
        moved: (from, to) => Promise.resolve(void heard.moved.push([from, to])),
        unreachable: (one) => Promise.resolve(void heard.unreachable.push(one)),
        unauthorized: () => {},
        ...changes,
      });
      onTestFinished(async () => {
        await outbox.stop();
        await shelf.close();
      });
      return { outbox, shelf };
    },
    texts: () =>
      phone.user
        .messages()
        .filter((one) => one.from?.is_bot === true)
        .map((one) => one.text ?? one.document?.file_name ?? ''),
  };
}

export function say(text: string, changes: Partial<Posting> = {}): Posting {
  return {
    lane: 'notice',
    place: { chat, topic: null },
    message: { body: compose(text) },
    ...changes,
  };
}

export function withButton(text: string): OutgoingMessage {
  return { body: compose(text), keyboard: [[{ label: 'Go', data: 'c:x:1' }]] };
}
