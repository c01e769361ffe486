import { enterConversation, resumeConversation } from '@grammyjs/conversations';
import type { ConversationState } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { Logger } from '../log.ts';
import { createExclusive } from '../sessions/exclusive.ts';
import type { Room } from './command.ts';
import { loggable } from './outbox/failure.ts';
import type { BotDocument, StoredWizard } from './state/bot-book.ts';
import { placeKey } from './state/focus.ts';
import { compose } from './text/compose.ts';
import type { Wizard } from './wizard.ts';

/**
 * Runs wizards on grammY's conversations, with their state in our own book and in our own order:
 * one per person and place, and only what is meant for it reaches it.
 */
export interface WizardRunner {
  enter(name: Wizard['name'], ctx: Context, room: Room): Promise<void>;
  /** False: no wizard waits here. */
  resume(ctx: Context, room: Room): Promise<boolean>;
  /** True when there was one. */
  leave(room: Room): Promise<boolean>;
  isWaiting(room: Room): Promise<boolean>;
}

export function createWizardRunner(deps: {
  readonly wizards: readonly Wizard[];
  readonly book: BotDocument;
  readonly log: Logger;
}): WizardRunner {
  const { wizards, book, log } = deps;
  const exclusive = createExclusive();
  const keyOf = (room: Room) => `${placeKey(room.place)} ${room.actor}`;

  async function store(key: string, wizard: StoredWizard | null): Promise<void> {
    await book.update((one) => {
      const { [key]: before, ...rest } = one.wizards;
      if (wizard === null) return before === undefined ? null : { ...one, wizards: rest };
      return { ...one, wizards: { ...rest, [key]: wizard } };
    });
  }

  function builderOf(wizard: Wizard, room: Room) {
    return (conversation: Parameters<Wizard['run']>[0], ctx: Context) =>
      wizard.run(conversation, ctx, room);
  }

  type Result = Awaited<ReturnType<typeof resumeConversation>>;

  async function settle(key: string, wizard: Wizard, result: Result, before: State, room: Room) {
    switch (result.status) {
      case 'handled': {
        const { replay, interrupts } = result;
        const state = { ...before, replay, interrupts };
        await store(key, { name: wizard.name, version: wizard.version, state });
        return;
      }
      case 'skipped':
        return;
      case 'complete':
        await store(key, null);
        return;
      case 'error':
        await store(key, null);
        log.error(loggable(result.error), 'a wizard ended with an error');
        await room.reply({
          body: compose(
            `That did not work inside tapmux; nothing was started. /${wizard.name} begins again.`,
          ),
        });
    }
  }

  const find = (name: string) => wizards.find((one) => one.name === name);

  return {
    enter: (name, ctx, room) =>
      exclusive(keyOf(room), async () => {
        const wizard = find(name);
        if (wizard === undefined) throw new Error(`there is no wizard ${name}`);
        // Cards of this run of the wizard are its own: an older one keeps what it ended with.
        const instance = crypto.randomUUID().slice(0, 8);
        const base = baseOf(ctx);
        const mine = withCards(room, instance);
        const result = await enterConversation(builderOf(wizard, mine), base, { ctx });
        const state = { instance, update: ctx.update.update_id };
        await settle(keyOf(room), wizard, result, state, room);
      }),
    resume: (ctx, room) =>
      exclusive(keyOf(room), async () => {
        const stored = (await book.read()).wizards[keyOf(room)];
        if (stored === undefined) return false;
        const wizard = find(stored.name);
        if (wizard === undefined || wizard.version !== stored.version) {
          await store(keyOf(room), null);
          await room.reply({
            body: compose(`tapmux was updated meanwhile. /${stored.name} begins again.`),
          });
          return true;
        }
        // Conversations write into the state that they are given, and this one is the book's.
        const own = structuredClone(stored.state) as State & ConversationState;
        const { instance, update, ...state } = own;
        if (update === ctx.update.update_id) return true;
        const base = baseOf(ctx);
        const mine = withCards(room, instance);
        const result = await resumeConversation(builderOf(wizard, mine), base, state, { ctx });
        const next = { instance, update: ctx.update.update_id };
        await settle(keyOf(room), wizard, result, next, room);
        return true;
      }),
    async leave(room) {
      const there = await this.isWaiting(room);
      if (there) await exclusive(keyOf(room), () => store(keyOf(room), null));
      return there;
    },
    isWaiting: async (room) => (await book.read()).wizards[keyOf(room)] !== undefined,
  };
}

function baseOf({ update, api, me }: Context) {
  const { token, options } = api;
  return { update, me, api: options === undefined ? { token } : { token, options } };
}

interface State {
  readonly instance: string;
  /** The latest update it took: one that comes again after a restart is not a second answer. */
  readonly update: number;
}

function withCards(room: Room, instance: string): Room {
  return { ...room, card: (key, message) => room.card(`${key}:${instance}`, message) };
}
