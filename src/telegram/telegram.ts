import { join } from 'node:path';
import { Bot } from 'grammy';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { thisMachine } from '../machine.ts';
import type { Machine } from '../machine.ts';
import type { Announcer } from '../sessions/announcer.ts';
import type { Leases } from '../sessions/leases.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { openAlive } from '../store/alive-store.ts';
import type { AccessRules, Trust } from './access.ts';
import { audience } from './access.ts';
import { createNotices } from './announcer.ts';
import { installBot } from './bot.ts';
import type { Command, Health } from './command.ts';
import { createDecisionCards } from './decisions.ts';
import { openDowntime } from './downtime.ts';
import { createDowntimeReport } from './downtime-report.ts';
import { createFreeText } from './free-text.ts';
import { createGroups } from './groups.ts';
import { createHandling } from './inbox/handling.ts';
import { openInbox } from './inbox/inbox.ts';
import { createJoiner } from './inbox/joiner.ts';
import { createMenu } from './menu.ts';
import { signalOf } from './outbox/deliver.ts';
import { describeFailure, failureOf } from './outbox/failure.ts';
import { createOutbox } from './outbox/outbox.ts';
import { openShelf } from './outbox/shelf.ts';
import { createPairing } from './pairing.ts';
import { createPeople } from './people.ts';
import { createPolling } from './polling.ts';
import { createPresence } from './presence.ts';
import { createReactions } from './reactions.ts';
import { createRoom } from './room.ts';
import { openBotBook } from './state/bot-book.ts';
import { createConfirmations } from './state/confirmations.ts';
import { createFocus } from './state/focus.ts';
import { createSettings } from './state/settings.ts';
import { createShorts } from './state/shorts.ts';
import { createTaps } from './taps.ts';
import { createTasks } from './tasks.ts';
import { createTopics } from './topics.ts';
import { createWizardRunner } from './wizard-runner.ts';
import { wizards } from './wizards/index.ts';

export interface TelegramDeps extends AccessRules {
  readonly token: string;
  /** Null: the official server. */
  readonly apiRoot: string | null;
  readonly home: string;
  /** The announcer is made before the engine it listens to. */
  readonly sessions: () => Sessions;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  readonly projects: readonly string[];
  readonly commands: readonly Command[];
  readonly trust: Trust;
  /** For tests that have no half minutes to wait. */
  readonly pollSeconds?: number;
  readonly sendTimeoutMs?: number;
  readonly machine?: Machine;
}

export interface Telegram {
  /** Resolves when everything is open; Telegram itself may answer when it likes. */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly announcer: Announcer;
  health(): TelegramHealth;
  /** Every few seconds. */
  round(): Promise<void>;
  /** For a watchdog: the work goes on, whether or not anybody answers. */
  isTurning(): boolean;
}

export interface TelegramHealth {
  /** Seconds since Telegram last answered a poll; null before the first. */
  readonly sinceLastPoll: number | null;
  /** In a sentence with the remedy; null while all is well. */
  readonly problem: string | null;
  readonly waitingMessages: number;
  /** Null until Telegram has said who we are. */
  readonly bot: string | null;
}

export function createTelegram(deps: TelegramDeps): Telegram {
  let opened: ReturnType<typeof open> | null = null;
  let room: Awaited<ReturnType<typeof open>> | null = null;

  async function whole() {
    opened ??= open(deps);
    room = await opened;
    return room;
  }

  return {
    announcer: {
      announce: async (notice) => (await whole()).notices.announce(notice),
    },
    async start() {
      await (await whole()).start();
    },
    async stop() {
      if (opened !== null) await (await opened).stop();
    },
    round: async () => room?.downtime.round(),
    isTurning: () => room?.polling.isTurning() ?? true,
    health: () => ({
      sinceLastPoll: room?.sinceLastPoll() ?? null,
      problem: room?.polling.problem() ?? null,
      waitingMessages: room?.outbox.waiting() ?? 0,
      bot: room?.polling.me()?.username ?? null,
    }),
  };
}

/** Wires the room; everything that reads the disk is open when this resolves. */
async function open(deps: TelegramDeps) {
  const { clock, log, home, sessions } = deps;
  const startedAt = new Date(clock.now()).toISOString();
  const bot = new Bot(deps.token, {
    client: {
      ...(deps.apiRoot === null ? {} : { apiRoot: deps.apiRoot }),
      // Every call brings a limit of its own; this one only catches what was forgotten.
      timeoutSeconds: 180,
    },
  });
  const { api } = bot;
  const rules: AccessRules = { operators: deps.operators, trust: deps.trust };
  const book = openBotBook(home, log);
  const tasks = createTasks(log);
  const people = createPeople(book);
  await people.load();
  const shelf = await openShelf(join(home, 'outbox.jsonl'), log);
  const inbox = await openInbox({ path: join(home, 'inbox.jsonl'), clock, log });

  const topics = createTopics({
    api,
    book,
    sessions,
    log,
    privateTopics: () => polling.me()?.has_topics_enabled ?? null,
  });
  const outbox = createOutbox({
    api,
    shelf,
    clock,
    log,
    sendTimeoutMs: deps.sendTimeoutMs ?? 20_000,
    parked: (await book.read()).unreachable.map((one) => one.chat),
    topicOf: (chat, session) => topics.of(chat, session),
    topicGone: (chat, topic) => topics.gone(chat, topic),
    moved: (from, to) => groups.moved(from, to),
    unreachable: (chat, why) => groups.unreachable(chat, why),
    unauthorized: () => log.error({}, 'Telegram refuses the bot token; nothing more is sent'),
  });
  const menu = createMenu(api, deps.commands, log);
  const showMenu = (chat: number) => tasks.run('the menu of commands', () => menu.show(chat));
  const groups = createGroups({
    book,
    rules,
    now: () => clock.now(),
    unpark: (chat) => outbox.unpark(chat),
    onOpened: showMenu,
  });

  const settings = createSettings(book);
  const focus = createFocus(book, topics);
  const confirmations = createConfirmations(book, clock);
  const shorts = createShorts(book);
  const { sent } = shelf;
  const forget = (chat: number, message: number) => shelf.forget(chat, message);
  const cards = createDecisionCards({ sessions, outbox, sent, book, people, log, forget });
  const presence = createPresence(clock);
  const notices = createNotices({
    ...rules,
    presence,
    sessions,
    book,
    outbox,
    sent,
    cards,
    settings,
    topics,
    tasks,
  });
  const react = createReactions(api, log);
  const joiner = createJoiner(clock);
  const freeText = createFreeText({
    sent,
    cards,
    people,
    book,
    shorts,
    join: (part) => joiner.join(part),
    react: (chat, message, sign) => tasks.run('a reaction', () => react(chat, message, sign)),
  });

  async function health(): Promise<Health> {
    return {
      version: deps.version,
      startedAt,
      tmux: `tmux ${sessions().tmux.version.text}`,
      sinceLastPoll: sinceLastPoll(),
      waitingMessages: outbox.waiting(),
      bot: polling.me()?.username ?? 'bot',
      problem: polling.problem(),
    };
  }

  function remove(chat: number, message: number): void {
    tasks.run('removing an older card', async () => {
      await shelf.forget(chat, message);
      await api
        .deleteMessage(chat, message, signalOf(AbortSignal.timeout(10_000)))
        .catch((error: unknown) => log.debug(describeFailure(failureOf(error)), 'not removed'));
    });
  }

  installBot(bot, {
    rules,
    book,
    inbox,
    outbox,
    sent,
    sessions,
    pairing: createPairing(home, { clock, book }),
    groups,
    people,
    presence,
    commands: deps.commands,
    wizards: createWizardRunner({ wizards, book, log }),
    freeText,
    tapped: createTaps({
      commands: deps.commands,
      cards,
      freeText,
      sent,
      people,
      shorts,
      confirmations,
      clock,
    }),
    roomFor: (visit) =>
      createRoom(
        {
          sessions,
          leases: deps.leases,
          log,
          settings,
          focus,
          confirmations,
          shorts,
          outbox,
          sent,
          cards,
          projects: deps.projects,
          health,
          remove,
        },
        visit,
      ),
    onPaired(user) {
      log.info({ user }, 'paired');
      outbox.unpark(user);
      showMenu(user);
      tasks.run('telling the new operator what is open', () => notices.catchUp());
    },
  });

  const handling = createHandling({
    inbox,
    outbox,
    book,
    rules,
    tasks,
    clock,
    log,
    handle: (update) => bot.handleUpdate(update),
  });

  const pollSeconds = deps.pollSeconds ?? 30;
  const machine = deps.machine ?? thisMachine;
  const downtime = await openDowntime({
    document: openAlive(home, (record) =>
      log.warn({ ...record }, 'the last sign of life was unreadable and put aside'),
    ),
    clock,
    machine,
    log,
    pollMs: pollSeconds * 1000,
    isWell: () => {
      const ms = polling.sinceLastPoll();
      return polling.problem() === null && ms !== null && ms < pollSeconds * 1000 + 5_000;
    },
    tell: createDowntimeReport({ rules, book, outbox, sessions }),
  });

  const polling = createPolling({
    api,
    clock,
    machine,
    log,
    pollSeconds,
    async onReady(me) {
      bot.botInfo = me;
      log.info({ bot: me.username }, 'Telegram knows us');
      outbox.start();
      tasks.run('what was left over', () => handling.takeUpAgain());
      tasks.run('the menu of commands', async () => {
        await menu.hideFromStrangers();
        for (const chat of audience(await book.read(), rules)) await menu.show(chat);
      });
    },
    onAnswer: (updates) => downtime.heard(updates),
    onUpdate: (update) => handling.accept(update),
    onRecovered: () => outbox.wake(),
  });

  const sinceLastPoll = () => {
    const ms = polling.sinceLastPoll();
    return ms === null ? null : ms / 1000;
  };

  return {
    notices,
    polling,
    outbox,
    downtime,
    sinceLastPoll,
    async start() {
      await notices.catchUp();
      polling.start();
    },
    async stop() {
      await downtime.close();
      await polling.stop();
      // What waits for an agent may take long; it is taken up again at the next start.
      await Promise.race([tasks.idle(), clock.sleep(3_000)]);
      await outbox.stop();
      await inbox.close();
      await shelf.close();
    },
  };
}
