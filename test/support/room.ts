import { commands } from '../../commands/index.ts';
import type { SessionId } from '../../src/domain/ids.ts';
import type { Session } from '../../src/domain/session.ts';
import { UserError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { createLeases } from '../../src/sessions/leases.ts';
import type { Leases } from '../../src/sessions/leases.ts';
import { defaultAlerts } from '../../src/telegram/alerts.ts';
import { parseCallback } from '../../src/telegram/callbacks.ts';
import type {
  ChatSettings,
  Command,
  Health,
  PendingConfirmation,
  Room,
} from '../../src/telegram/command.ts';
import type { Button, OutgoingMessage } from '../../src/telegram/message.ts';
import { compose } from '../../src/telegram/text/compose.ts';
import type { TestEngine } from './engine.ts';

/** A chat without Telegram: what is said, edited and tapped in it stays here. */
export interface TestRoom {
  readonly room: Room;
  readonly leases: Leases;
  /** Everything shown, in order; an edit replaces the message it edits and comes last. */
  readonly messages: ShownMessage[];
  readonly toasts: string[];
  readonly wizards: string[];
  readonly focus: { id: string | null };
  health: Health;
  settings: ChatSettings;
  /** Nothing that was asked for confirmation is valid any more. */
  expire(): void;
  /** `/send shop hello` */
  say(line: string, options?: { readonly repliedTo?: Session }): Promise<void>;
  /** The button of the latest message that has one with such a label. */
  tap(label: RegExp): Promise<void>;
  /** A tap with data of one's own making. */
  tapData(data: string, messageId?: number): Promise<void>;
  last(): ShownMessage;
  lastText(): string;
}

export interface ShownMessage {
  readonly id: number;
  readonly key: string | null;
  readonly message: OutgoingMessage;
}

export interface TestRoomOptions {
  readonly projects?: readonly string[];
}

export function testRoom(engine: TestEngine, options: TestRoomOptions = {}): TestRoom {
  const messages: ShownMessage[] = [];
  const toasts: string[] = [];
  const wizards: string[] = [];
  const focus: { id: string | null } = { id: null };
  const shorts = new Map<string, string>();
  const questions = new Map<string, PendingConfirmation>();
  let next = 100;

  const leases = createLeases({
    dir: `${engine.home}/leases`,
    sessions: { exists: async (id: SessionId) => (await engine.store.get(id)) !== null },
    clock: { now: () => Date.now() },
    warn: () => {},
  });

  function show(message: OutgoingMessage, key: string | null, id?: number): void {
    if (id !== undefined) {
      const at = messages.findIndex((one) => one.id === id);
      if (at !== -1) messages.splice(at, 1);
    }
    next += 1;
    messages.push({ id: id ?? next, key, message });
  }

  const room: Room = {
    sessions: engine.sessions,
    leases,
    log: createLog({ level: 'silent', file: null }),
    place: { chat: 7, topic: null },
    actor: 'telegram:7',
    userName: 'Ada',
    settings: {
      read: () => Promise.resolve(self.settings),
      write(_chat, change) {
        self.settings = { ...self.settings, ...change };
        return Promise.resolve(self.settings);
      },
    },
    focus: {
      get: () => Promise.resolve(focus.id),
      set(_place, id) {
        focus.id = id;
        return Promise.resolve();
      },
    },
    confirmations: {
      ask(what) {
        const id = `q${questions.size + 1}abc`;
        questions.set(id, what);
        return Promise.resolve(id);
      },
      take(id, actor) {
        const found = questions.get(id);
        if (found?.actor !== actor) return Promise.resolve(null);
        questions.delete(id);
        return Promise.resolve(found);
      },
    },
    health: () => Promise.resolve(self.health),
    projects: options.projects ?? [],
    reply: (message, key) =>
      Promise.resolve(
        show(
          message,
          key ?? null,
          key === undefined ? undefined : messages.find((one) => one.key === key)?.id,
        ),
      ),
    edit: (id, message) => Promise.resolve(show(message, null, id)),
    card: (key, message) =>
      Promise.resolve(show(message, key, messages.find((one) => one.key === key)?.id)),
    async session(text) {
      if (text !== '') return engine.sessions.resolve(text);
      const { sessions } = await engine.sessions.list();
      const found = sessions.find((one) => one.id === focus.id);
      if (found === undefined) show({ body: compose('Which session?') }, null);
      return found ?? null;
    },
    showDecision(decision) {
      show({ body: compose('card of ', decision.ask.title) }, `decision ${decision.id}`);
      return Promise.resolve();
    },
    shorten(argument) {
      const word = `~${shorts.size}`;
      shorts.set(word, argument);
      return Promise.resolve(word);
    },
    wizard(name) {
      wizards.push(name);
      return Promise.resolve();
    },
  };

  /** As the bot does it: what a `UserError` says is for the operator's eyes. */
  async function telling(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      show({ body: compose([error.message, error.hint ?? ''].join(' ').trim()) }, null);
    }
  }

  function commandOf(name: string): Command {
    const found = commands.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no /${name}`);
    return found;
  }

  async function handle(name: string, argument: string, messageId: number, repliedTo?: Session) {
    const call = {
      ...room,
      ...(repliedTo === undefined
        ? {}
        : {
            session: (text: string) =>
              text === '' ? Promise.resolve(repliedTo) : room.session(text, name),
          }),
      argument,
      updateId: next,
      messageId,
      repliedTo: repliedTo ?? null,
    };
    await telling(() => commandOf(name).handle(call));
  }

  const self: TestRoom = {
    room,
    leases,
    messages,
    toasts,
    wizards,
    focus,
    health: {
      version: '1.2.3',
      startedAt: '2026-01-02T03:04:05.000Z',
      tmux: 'tmux 3.6',
      sinceLastPoll: 3,
      waitingMessages: 0,
      bot: '@tapmux_bot',
    },
    settings: { alerts: { ...defaultAlerts, turns: 'off' }, sessions: {} },
    expire: () => questions.clear(),
    async say(line, { repliedTo } = {}) {
      const [, name = '', argument = ''] = /^\/(\w+)\s?([^]*)$/.exec(line) ?? [];
      next += 1;
      await handle(name, argument, next, repliedTo);
    },
    async tap(label) {
      const found = messages
        .toReversed()
        .flatMap(({ id, message }) =>
          (message.keyboard ?? []).flat().map((button) => ({ id, button })),
        )
        .find(({ button }) => label.test(button.label));
      if (found === undefined || !('data' in found.button)) throw new Error(`no button ${label}`);
      await self.tapData(found.button.data, found.id);
    },
    async tapData(data, messageId = next) {
      const callback = parseCallback(data);
      if (callback.kind === 'session') {
        await handle(callback.verb, callback.session, messageId);
        return;
      }
      if (callback.kind !== 'command') throw new Error(`no command would get ${data}`);
      const argument = shorts.get(callback.argument) ?? callback.argument;
      const toast = (text: string) => {
        toasts.push(text);
        return Promise.resolve();
      };
      await telling(async () => {
        await commandOf(callback.name).tapped?.({
          ...room,
          argument,
          updateId: next,
          messageId,
          toast,
        });
      });
    },
    last() {
      const found = messages.at(-1);
      if (found === undefined) throw new Error('nothing was said');
      return found;
    },
    lastText: () => self.last().message.body.text,
  };
  return self;
}

/** The labels of a message's buttons, row by row. */
export function labelsOf({ message }: ShownMessage): readonly (readonly string[])[] {
  return (message.keyboard ?? []).map((row) => row.map((button: Button) => button.label));
}
