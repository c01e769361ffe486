import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { UserError } from '../errors.ts';
import { createPairing } from '../telegram/pairing.ts';
import type { Pairing } from '../telegram/pairing.ts';
import { readArguments } from './arguments.ts';
import { BotApiRefusal, createBotApi } from './bot-api.ts';
import type { BotApi } from './bot-api.ts';
import { setInEnvFile } from './env-file.ts';
import { Aborted, createAsker } from './question.ts';
import type { Asker } from './question.ts';
import { fileFor, install } from './service.ts';
import { canNotify } from './supervisor.ts';
import { done, failed } from './verb.ts';
import type { CliIo, Runner } from './verb.ts';

interface Me {
  readonly username: string;
  readonly first_name: string;
}

/**
 * token → checked with getMe → webhook in the way? → `.env` → pairing. Nothing is written before the
 * token was accepted, and `.env` is written as a whole: leaving at any step leaves no half state.
 */
export const setup: Runner = async (argv, io) => {
  readArguments(argv, {}, { least: 0, most: 0 });
  const asker = createAsker();
  try {
    const { token, api, me } = await askForToken(io, asker, apiRootOf(io));
    await clearWebhook(io, asker, api);
    await setInEnvFile(join(io.root, '.env'), 'TELEGRAM_BOT_TOKEN', token);
    io.out(`@${me.username} is in .env, readable by you alone.`);
    await mkdir(io.home, { recursive: true, mode: 0o700 });
    const paired = await pair(io, asker, api, me);
    io.out(
      paired ? 'Your phone is paired.' : 'Not paired yet; run tapmux setup again for a new code.',
    );
    await offerService(io, asker);
    return paired ? done : failed;
  } catch (error) {
    if (!(error instanceof Aborted)) throw error;
    io.err('Left. Nothing was half done; run tapmux setup again any time.');
    return failed;
  } finally {
    asker.close();
  }
};

/** A wrong token in `.env` is what setup is there to mend, so it must not stop it. */
function apiRootOf(io: CliIo): string | null {
  const env = { ...io.env, TELEGRAM_BOT_TOKEN: `0:${'x'.repeat(35)}` };
  return loadConfig(io.root, env).telegram?.apiRoot ?? null;
}

async function askForToken(
  io: CliIo,
  asker: Asker,
  apiRoot: string | null,
): Promise<{ token: string; api: BotApi; me: Me }> {
  io.out('Make a bot with @BotFather (/newbot) and paste its token. It is not shown.');
  for (;;) {
    const token = (await asker.hidden('Token: ')).trim();
    if (!/^\d{1,20}:[\w-]{20,}$/.test(token)) {
      io.err('That does not look like a token (123456789:AA…). Try again, or leave with Ctrl-C.');
      continue;
    }
    const api = createBotApi(token, apiRoot);
    try {
      return { token, api, me: await api.call<Me>('getMe') };
    } catch (error) {
      if (!(error instanceof BotApiRefusal)) throw error;
      io.err(
        error.code === 401 || error.code === 404
          ? 'Telegram does not know this token. @BotFather shows it under /mybots → API Token.'
          : error.message,
      );
    }
  }
}

/** While a webhook is set, Telegram sends updates there and refuses to be polled. */
async function clearWebhook(io: CliIo, asker: Asker, api: BotApi): Promise<void> {
  const { url } = await api.call<{ url: string }>('getWebhookInfo');
  if (url === '') return;
  io.out(`This bot sends its updates to ${url}; tapmux needs them itself.`);
  const answer = (await asker.line('Remove that webhook? [y/N] ')).trim().toLowerCase();
  if (answer !== 'y' && answer !== 'yes') {
    throw new UserError('refused', 'The webhook stays, so tapmux cannot use this bot.', {
      hint: 'Make a second bot for tapmux, or remove the webhook and run setup again.',
    });
  }
  await api.call('deleteWebhook');
}

async function offerService(io: CliIo, asker: Asker): Promise<void> {
  const question = 'Run tapmux as a service, so that it starts with the machine? [y/N] ';
  // Whoever pipes the answers in may have none for this one.
  const answer = await asker.line(question).catch(() => '');
  if (!['y', 'yes'].includes(answer.trim().toLowerCase())) {
    io.out('Start tapmux with npm start.');
    return;
  }
  const file = fileFor(io, await canNotify());
  const left = await install(file);
  io.out(`Written: ${file.path}`);
  for (const step of left) io.out(`Left to do: ${step}`);
}

interface Update {
  readonly update_id: number;
  readonly message?: {
    readonly text?: string;
    readonly chat: { readonly id: number; readonly type: string };
    readonly from?: { readonly id: number; readonly first_name: string; readonly is_bot: boolean };
  };
}

async function pair(io: CliIo, asker: Asker, api: BotApi, me: Me): Promise<boolean> {
  const pairing = createPairing(io.home, { clock: systemClock });
  const known = (await pairing.paired()).length;
  const code = await pairing.create();
  io.out(`\nOpen this on your phone:   ${code.link(me.username)}`);
  io.out(`or send @${me.username} this code:   ${code.code}`);
  io.out('It works once and for five minutes.\n');

  let offset = 0;
  while (Date.now() < code.expiresAt) {
    asker.left.throwIfAborted();
    if ((await pairing.paired()).length > known) return true;
    try {
      const updates = await api.call<Update[]>(
        'getUpdates',
        { offset, timeout: 10, allowed_updates: ['message'] },
        AbortSignal.any([asker.left, AbortSignal.timeout(30_000)]),
      );
      for (const update of updates) {
        if (await redeemed(pairing, update)) {
          await api.call('sendMessage', {
            chat_id: update.message?.chat.id,
            text: 'Paired. Welcome!',
          });
          await api.call('getUpdates', { offset: update.update_id + 1, timeout: 0 });
          return true;
        }
        offset = update.update_id + 1;
      }
    } catch (error) {
      asker.left.throwIfAborted();
      // 409: tapmux runs already and polls this bot. It takes the code just as well.
      if (!(error instanceof UserError)) throw error;
      await sleep(1_000, undefined, { signal: asker.left });
    }
  }
  return false;
}

async function redeemed(pairing: Pairing, { message }: Update): Promise<boolean> {
  const from = message?.from;
  if (message?.text === undefined || from === undefined || from.is_bot) return false;
  if (message.chat.type !== 'private') return false;
  return pairing.redeem({ id: from.id, name: from.first_name }, message.text);
}
