import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Actor } from './actor.ts';
import { createActor } from './actor.ts';
import type { Calls } from './calls.ts';
import type { BotStatus } from './chats.ts';
import { defined } from './defined.ts';
import type { Faults } from './faults.ts';
import { createFront } from './http/front.ts';
import type { PhoneLog } from './log.ts';
import type { BotUser, Chat, ChatType, User } from './model.ts';
import type { Pacing } from './pacing.ts';
import type { Until } from './until.ts';
import { createUntil } from './until.ts';
import { createWorld } from './world.ts';

/**
 * The embedded phone: a Bot API server on loopback and a web page with the owner's side of the chat.
 * A bot that is pointed at `apiRoot` cannot tell it from the real one. A phone has one life: after
 * `stop` a new one is made over the same folder.
 */
export interface Phone {
  start(): Promise<PhoneAddress>;
  stop(): Promise<void>;
  readonly bot: BotUser;
  readonly owner: User;
  /** The owner in the private chat with the bot: what the page does, without the page. */
  readonly user: Actor;
  readonly faults: Faults;
  readonly pacing: Pacing;
  readonly calls: Calls;
  readonly until: Until;
  /** True while the bot polls. */
  online(): boolean;
  pendingUpdates(): number;
  /** Somebody else in a private chat with the bot. */
  person(user: Partial<User> & { readonly id: number }): Actor;
  group(options: GroupOptions): Group;
}

export interface PhoneAddress {
  /** For `TELEGRAM_API_ROOT`. */
  readonly apiRoot: string;
  /** For a person; the key in it opens the page. */
  readonly pageUrl: string;
}

export interface PhoneOptions {
  readonly token: string;
  readonly key: string;
  /** Null keeps everything in memory. */
  readonly stateDir: string | null;
  readonly clock: Clock;
  readonly log: PhoneLog;
  /** 0 or absent takes a free port. */
  readonly port?: number;
  readonly botUser?: Partial<BotUser>;
  readonly owner?: Partial<User>;
}

export interface GroupOptions {
  readonly id: number;
  readonly title: string;
  readonly type?: Exclude<ChatType, 'private'>;
  readonly forum?: boolean;
  readonly username?: string;
  readonly bot?: BotStatus;
  /** The first is the group's owner; by default the phone's owner. */
  readonly members?: readonly User[];
}

export interface Group {
  readonly chat: Chat;
  as(user: User): Actor;
  setBot(status: BotStatus): void;
}

export function createPhone(options: PhoneOptions): Phone {
  const bot = botUser(options.token, options.botUser);
  const owner: User = {
    id: 1_000_001,
    is_bot: false,
    first_name: 'You',
    language_code: 'en',
    ...options.owner,
  };
  const { clock, log, stateDir } = options;
  const world = createWorld({ bot, owner, stateDir, clock, log });
  const until = createUntil(world.feed, world.calls);
  const user = createActor(world, until, owner, privateChat(owner));
  const front = createFront({ world, until, user, token: options.token, key: options.key });
  let server: Server | null = null;

  return {
    bot,
    owner,
    user,
    faults: world.faults,
    pacing: world.pacing,
    calls: world.calls,
    until,
    online: () => world.presence.online(),
    pendingUpdates: () => world.updates.pendingCount(),
    async start() {
      await world.load();
      const made = createServer(front);
      // A long poll and an event stream stay open for as long as they like.
      made.requestTimeout = 0;
      made.keepAliveTimeout = 60_000;
      await new Promise<void>((resolve, reject) => {
        // It stays: an error later on (no file left for a connection) must not end the daemon.
        made.on('error', reject);
        made.listen(options.port ?? 0, '127.0.0.1', () => resolve());
      });
      server = made;
      const { port } = made.address() as AddressInfo;
      const apiRoot = `http://127.0.0.1:${port}`;
      return { apiRoot, pageUrl: `${apiRoot}/?key=${encodeURIComponent(options.key)}` };
    },
    async stop() {
      const running = server;
      server = null;
      if (running !== null) {
        const closed = new Promise<void>((resolve) => {
          running.close(() => resolve());
        });
        running.closeAllConnections();
        await closed;
      }
      await world.stop();
    },
    person(given) {
      const person = { is_bot: false, first_name: `User ${given.id}`, ...given };
      return createActor(world, until, person, privateChat(person));
    },
    group({
      id,
      title,
      type = 'supergroup',
      forum = false,
      username,
      members = [owner],
      bot: standing = 'administrator',
    }) {
      const chat: Chat = defined({
        id,
        type,
        title,
        username,
        is_forum: forum ? (true as const) : undefined,
      });
      const known = world.chats.get(id);
      if (known === null) world.chats.put({ chat, bot: standing, members, topics: [], pinned: [] });
      return {
        chat,
        as: (one) => createActor(world, until, one, chat),
        setBot(status) {
          const record = world.chats.get(id);
          if (record !== null) world.chats.put({ ...record, bot: status });
        },
      };
    },
  };
}

function privateChat({ id, first_name, last_name, username }: User): Chat {
  return defined({ id, type: 'private' as const, first_name, last_name, username });
}

function botUser(token: string, given: Partial<BotUser> = {}): BotUser {
  return {
    id: Number(token.split(':')[0]),
    is_bot: true,
    first_name: 'tapmux',
    username: 'tapmux_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: true,
    allows_users_to_create_topics: true,
    can_manage_bots: false,
    supports_join_request_queries: false,
    ...given,
  };
}
