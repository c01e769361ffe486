import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import dotenv from 'dotenv';
import { errorCode, messageOf, UserError } from './errors.ts';

/** Everything the environment and `.env` say, parsed once. The environment wins over `.env`. */
export interface Config {
  readonly home: string;
  /** Null: the embedded phone. */
  readonly telegram: { readonly token: string; readonly apiRoot: string | null } | null;
  readonly operators: readonly number[];
  readonly tmuxSocket: TmuxSocket;
  readonly projects: readonly string[];
  readonly log: { readonly level: string; readonly file: string | null };
  /** Null: any free port. */
  readonly phonePort: number | null;
  readonly autoResume: boolean;
  /** An agent that works and shows nothing new for so long is stuck; null: nobody wants to know. */
  readonly stuckMinutes: number | null;
}

export type TmuxSocket =
  | { readonly kind: 'default' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'path'; readonly path: string };

type Environment = Readonly<Record<string, string | undefined>>;

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const tokenForm = /^\d{1,20}:[\w-]{20,}$/;

/** Reads `.env` beside the package; its values never enter `process.env`, which children inherit. */
export function loadConfig(root: string, env: Environment = process.env): Config {
  return parseConfig({ ...readDotenv(join(root, '.env')), ...withoutEmpty(env) });
}

/** The state folder alone: a word of the command line must not fail over a setting it does not need. */
export function loadHome(root: string, env: Environment = process.env): string {
  return homeOf({ ...readDotenv(join(root, '.env')), ...withoutEmpty(env) });
}

function readDotenv(path: string): Environment {
  try {
    return dotenv.parse(readFileSync(path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {};
    throw new UserError('invalid_input', `.env cannot be read: ${messageOf(error)}`, {
      hint: 'Make it readable for you, or remove it.',
      cause: error,
    });
  }
}

export function parseConfig(env: Environment): Config {
  const token = value(env, 'TELEGRAM_BOT_TOKEN');
  if (token !== null && !tokenForm.test(token)) {
    throw bad('TELEGRAM_BOT_TOKEN', 'does not look like a bot token (123456:ABC…)');
  }
  return {
    home: homeOf(env),
    telegram: token === null ? null : { token, apiRoot: value(env, 'TELEGRAM_API_ROOT') },
    operators: operatorsOf(env),
    tmuxSocket: socketOf(env),
    projects: (value(env, 'TAPMUX_PROJECTS') ?? '~')
      .split(':')
      .filter((path) => path !== '')
      .map((path) => expand(path, env)),
    log: { level: levelOf(env), file: value(env, 'TAPMUX_LOG_FILE') },
    phonePort: portOf(env),
    autoResume: flagOf(env, 'TAPMUX_AUTO_RESUME'),
    stuckMinutes: minutesOf(env, 'TAPMUX_STUCK_MINUTES', 10),
  };
}

function homeOf(env: Environment): string {
  const given = value(env, 'TAPMUX_HOME');
  if (given !== null) {
    const path = expand(given, env);
    if (!isAbsolute(path)) throw bad('TAPMUX_HOME', 'must be an absolute path');
    return path;
  }
  const state = value(env, 'XDG_STATE_HOME') ?? join(userHome(env), '.local', 'state');
  return join(state, 'tapmux');
}

function userHome(env: Environment): string {
  return value(env, 'HOME') ?? homedir();
}

function expand(path: string, env: Environment): string {
  if (path === '~') return userHome(env);
  return path.startsWith('~/') ? join(userHome(env), path.slice(2)) : path;
}

function operatorsOf(env: Environment): readonly number[] {
  const text = value(env, 'TAPMUX_OPERATORS');
  if (text === null) return [];
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const id = Number(part);
      if (!Number.isSafeInteger(id) || id <= 0) {
        throw bad('TAPMUX_OPERATORS', `has "${part}", which is not a Telegram user id`);
      }
      return id;
    });
}

function socketOf(env: Environment): TmuxSocket {
  const text = value(env, 'TAPMUX_TMUX_SOCKET');
  if (text === null) return { kind: 'default' };
  const path = expand(text, env);
  if (isAbsolute(path)) return { kind: 'path', path };
  if (path.includes('/')) throw bad('TAPMUX_TMUX_SOCKET', 'is neither a name nor an absolute path');
  return { kind: 'name', name: path };
}

function levelOf(env: Environment): string {
  const level = value(env, 'TAPMUX_LOG_LEVEL') ?? 'info';
  if (!levels.includes(level)) throw bad('TAPMUX_LOG_LEVEL', `must be one of ${levels.join(', ')}`);
  return level;
}

function portOf(env: Environment): number | null {
  const text = value(env, 'TAPMUX_PHONE_PORT');
  if (text === null) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw bad('TAPMUX_PHONE_PORT', 'must be a port from 0 to 65535');
  }
  return port;
}

function flagOf(env: Environment, name: string): boolean {
  const text = value(env, name)?.toLowerCase() ?? 'off';
  if (['1', 'on', 'true', 'yes'].includes(text)) return true;
  if (['0', 'off', 'false', 'no'].includes(text)) return false;
  throw bad(name, 'must be on or off');
}

/** Null for 0: never. */
function minutesOf(env: Environment, name: string, usual: number): number | null {
  const minutes = Number(value(env, name) ?? usual);
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 1440) {
    throw bad(name, 'must be a number of minutes up to 1440, or 0 for never');
  }
  return minutes === 0 ? null : minutes;
}

function value(env: Environment, name: string): string | null {
  const text = env[name]?.trim();
  return text === undefined || text === '' ? null : text;
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([, text]) => text !== undefined && text !== ''),
  );
}

function bad(name: string, what: string): UserError {
  return new UserError('invalid_input', `${name} ${what}.`, {
    hint: 'Set it in .env or in the environment; .env.example shows each one.',
  });
}
