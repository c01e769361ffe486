import { createPhoneIdentity } from '../store/phone-identity.ts';
import { readArguments } from './arguments.ts';
import { printJson } from './print.ts';
import { done } from './verb.ts';
import type { Runner } from './verb.ts';

export interface Health {
  readonly pid: number;
  readonly version: string;
  readonly started_at: string;
  readonly home: string;
  readonly tmux: string;
  readonly sessions: number;
  readonly unreadable: number;
  readonly decisions: number;
  readonly bot: string | null;
  readonly embedded_phone: boolean;
  readonly seconds_since_last_poll: number | null;
  readonly waiting_messages: number;
  readonly problem: string | null;
}

export const status: Runner = async (argv, io) => {
  const args = readArguments(argv, {}, { least: 0, most: 0 });
  const health = (await io.client.call('GET', '/api/v1/health')) as Health;
  if (args.json) {
    printJson(io, health);
    return done;
  }
  io.out(`tapmux ${health.version}, process ${health.pid}, up since ${health.started_at}`);
  io.out(`${health.tmux}; state in ${health.home}`);
  io.out(
    `${health.sessions} sessions, ${health.decisions} open decisions, ${health.unreadable} unreadable records`,
  );
  io.out(botLine(health));
  if (health.embedded_phone) {
    const { key, port } = await createPhoneIdentity(io.home).read();
    io.out(`Your phone: http://127.0.0.1:${port}/?key=${key}`);
  }
  return done;
};

function botLine(health: Health): string {
  if (health.problem !== null) return health.problem;
  if (health.bot === null) return 'The bot has not reached its server yet.';
  if (health.seconds_since_last_poll === null) {
    return `@${health.bot}: its first poll is under way`;
  }
  const ago = Math.round(health.seconds_since_last_poll);
  return `@${health.bot}: last poll ${ago} s ago, ${health.waiting_messages} messages waiting`;
}
