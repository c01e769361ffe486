import type { Command, CommandCall, Room } from '../command.ts';
import type { Keyboard } from '../message.ts';
import { code, compose } from '../text/compose.ts';

/** `/send <session> <text>` */
export function usageOf(command: Pick<Command, 'name' | 'usage'>): string {
  return command.usage === '' ? `/${command.name}` : `/${command.name} ${command.usage}`;
}

/** One sentence on what is missing or too much, and how it is said. */
export function sayUsage(
  call: Room & Partial<Pick<CommandCall, 'messageId'>>,
  command: Pick<Command, 'name' | 'usage'>,
  why: string,
  keyboard: Keyboard = [],
): Promise<void> {
  return call.reply({
    body: compose(why, ' Write it as ', code(usageOf(command)), '.'),
    ...(keyboard.length === 0 ? {} : { keyboard }),
    ...(call.messageId === undefined ? {} : { replyTo: call.messageId }),
  });
}
