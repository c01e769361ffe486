import { Api, Context } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import { openBotBook } from '../../src/telegram/state/bot-book.ts';
import type { BotBook } from '../../src/telegram/state/bot-book.ts';
import { createWizardRunner } from '../../src/telegram/wizard-runner.ts';
import { wizards } from '../../src/telegram/wizards/index.ts';
import type { TestRoom } from './room.ts';

/** One person in one chat who is asked by `/new`: the real runner on the real book, without a network. */
export interface WizardChat {
  enter(): Promise<void>;
  write(text: string): Promise<void>;
  /** Taps the button of the latest card with such a label. */
  tap(label: RegExp): Promise<void>;
  tapData(data: string): Promise<void>;
  /** The daemon ends and starts again: only what was stored is left. */
  restart(): void;
  isActive(): Promise<boolean>;
  /** What is stored, to put it back as if a later write had never reached the disk. */
  save(): Promise<BotBook>;
  restore(saved: BotBook): Promise<void>;
}

const ada = { id: 7, is_bot: false, first_name: 'Ada' };
const chat = { id: 7, type: 'private' as const, first_name: 'Ada' };
const me = { id: 1, is_bot: true, first_name: 'tapmux', username: 'tapmux_bot' } as UserFromGetMe;

export function wizardChat(room: TestRoom, home: string): WizardChat {
  const start = () => {
    const book = openBotBook(home);
    return { book, runner: createWizardRunner({ wizards, book, log: room.room.log }) };
  };
  let daemon = start();
  let next = 1;

  function contextOf(update: object): Context {
    next += 1;
    return new Context({ update_id: next, ...update }, new Api('1:a'), me);
  }

  const messageOf = (text: string) =>
    contextOf({ message: { message_id: next, date: 1, chat, from: ada, text } });

  const self: WizardChat = {
    enter: () => daemon.runner.enter('new', messageOf('/new'), room.room),
    async write(text) {
      await daemon.runner.resume(messageOf(text), room.room);
    },
    async tap(label) {
      const buttons = (room.last().message.keyboard ?? []).flat();
      const found = buttons.find((button) => label.test(button.label));
      if (found === undefined || !('data' in found)) throw new Error(`no button ${label}`);
      await self.tapData(found.data);
    },
    async tapData(data) {
      const query = { id: `${next}`, from: ada, chat_instance: '1', data };
      await daemon.runner.resume(contextOf({ callback_query: query }), room.room);
    },
    restart() {
      daemon = start();
    },
    isActive: () => daemon.runner.isWaiting(room.room),
    save: () => daemon.book.read(),
    async restore(saved) {
      await daemon.book.update(() => saved);
      daemon = start();
    },
  };
  return self;
}
