import { join } from 'node:path';
import { Bot } from 'grammy';
import { thisMachine } from '../machine.ts';
import { openAlive } from '../store/alive-store.ts';
import type { AccessRules } from './access.ts';
import { audience } from './access.ts';
import { createNotices } from './announcer.ts';
import { installBot } from './bot.ts';
import { createDecisionCards } from './decisions.ts';
import { openDowntime } from './downtime.ts';
import { createDowntimeReport } from './downtime-report.ts';
import { createFreeText } from './free-text.ts';
import { createGroups } from './groups.ts';
import { createHandling } from './inbox/handling.ts';
import { openInbox } from './inbox/inbox.ts';
import { createJoiner } from './inbox/joiner.ts';
import { createMenu } from './menu.ts';
import { createOutbox } from './outbox/outbox.ts';
import { openShelf } from './outbox/shelf.ts';
import { createPairing } from './pairing.ts';
import { createPeople } from './people.ts';
import { createPolling } from './polling.ts';
import { createPresence } from './presence.ts';
import { createReactions } from './reactions.ts';
import { createRemovals } from './removals.ts';
import { createRoom } from './room.ts';
import { openBotBook } from './state/bot-book.ts';
import { createConfirmations } from './state/confirmations.ts';
import { createFocus } from './state/focus.ts';
import { createSettings } from './state/settings.ts';
import { createShorts } from './state/shorts.ts';
import { createTaps } from './taps.ts';
import { createTasks } from './tasks.ts';
import type { Telegram, TelegramDeps, TelegramHealth } from './telegram.ts';
import { createTopics } from './topics.ts';
import { createWizardRunner } from './wizard-runner.ts';
import { wizards } from './wizards/index.ts';

/** Makes the parts of this room and joins them; what reads the disk is open when it resolves. */
export async function openTelegram(deps: TelegramDeps): Promise<Telegram> {
  const { clock, log, home, sessions, commands, version } = deps;
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
  const menu = createMenu(api, commands, log);
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
  const remove = createRemovals({ api, shelf, tasks, log });
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

  function health(): TelegramHealth {
    const ms = polling.sinceLastPoll();
    return {
      sinceLastPoll: ms === null ? null : ms / 1000,
      problem: polling.problem(),
      waitingMessages: outbox.waiting(),
      bot: polling.me()?.username ?? null,
    };
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
    commands,
    wizards: createWizardRunner({ wizards, book, log }),
    freeText,
    tapped: createTaps({ commands, cards, freeText, sent, people, shorts, confirmations, clock }),
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
          async health() {
            const line = health();
            const tmux = sessions().tmux.version.text;
            return { ...line, version, startedAt, tmux, bot: line.bot ?? 'bot' };
          },
          remove,
        },
        visit,
      ),
    heardFrom: (chat) => tasks.run('the menu of commands', () => menu.heardFrom(chat)),
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
    isWell: () => polling.isWell(),
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
      if (audience(await book.read(), rules).length === 0) {
        log.warn({}, 'nobody may use this bot yet: npx tapmux setup pairs your phone');
      }
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

  return {
    announcer: notices,
    health,
    round: () => downtime.round(),
    isTurning: () => polling.isTurning(),
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
