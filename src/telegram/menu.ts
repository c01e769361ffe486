import type { Api } from 'grammy';
import type { Logger } from '../log.ts';
import type { Command } from './command.ts';
import { signalOf } from './outbox/deliver.ts';
import { describeFailure, failureOf } from './outbox/failure.ts';

/** The menu of commands in the app: in chats that may use them, and nowhere else. */
export interface Menu {
  hideFromStrangers(): Promise<void>;
  show(chat: number): Promise<void>;
  /** Somebody writes there: a chat that did not exist before its first message has its menu now. */
  heardFrom(chat: number): Promise<void>;
}

const callMs = 20_000;
const helpLimit = 256;

export function createMenu(api: Api, commands: readonly Command[], log: Logger): Menu {
  const list = commands.map((one) => ({
    command: one.name,
    description: one.help.slice(0, helpLimit),
  }));

  const missing = new Set<number>();

  async function set(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const failure = failureOf(error);
      // A chat that nobody has written in yet is nothing to report.
      const level = failure.kind === 'unreachable' ? 'debug' : 'info';
      log[level](describeFailure(failure), 'the menu of commands was not set');
      return false;
    }
  }

  async function show(chat: number): Promise<void> {
    missing.delete(chat);
    const scope = { type: 'chat', chat_id: chat } as const;
    const signal = signalOf(AbortSignal.timeout(callMs));
    if (!(await set(() => api.setMyCommands(list, { scope }, signal)))) missing.add(chat);
  }

  return {
    async hideFromStrangers() {
      await set(() => api.deleteMyCommands({}, signalOf(AbortSignal.timeout(callMs))));
    },
    show,
    heardFrom: async (chat) => (missing.has(chat) ? show(chat) : undefined),
  };
}
