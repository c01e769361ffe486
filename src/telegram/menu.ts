import type { Api } from 'grammy';
import type { Logger } from '../log.ts';
import type { Command } from './command.ts';
import { signalOf } from './outbox/deliver.ts';
import { describeFailure, failureOf } from './outbox/failure.ts';

/** The menu of commands in the app: in chats that may use them, and nowhere else. */
export interface Menu {
  hideFromStrangers(): Promise<void>;
  show(chat: number): Promise<void>;
}

const callMs = 20_000;
const helpLimit = 256;

export function createMenu(api: Api, commands: readonly Command[], log: Logger): Menu {
  const list = commands.map((one) => ({
    command: one.name,
    description: one.help.slice(0, helpLimit),
  }));

  async function quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.info(describeFailure(failureOf(error)), 'the menu of commands was not set');
    }
  }

  return {
    hideFromStrangers: () =>
      quietly(() => api.deleteMyCommands({}, signalOf(AbortSignal.timeout(callMs)))),
    show: (chat) =>
      quietly(() =>
        api.setMyCommands(
          list,
          { scope: { type: 'chat', chat_id: chat } },
          signalOf(AbortSignal.timeout(callMs)),
        ),
      ),
  };
}
