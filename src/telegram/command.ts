import type { Logger } from '../log.ts';
import type { Leases } from '../sessions/leases.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Decision } from '../domain/decision.ts';
import type { Session } from '../domain/session.ts';
import type { AlertSettings } from './alerts.ts';
import type { OutgoingMessage, Place } from './message.ts';

/** One slash command: routing, /help, the menu in the app and the README's table all come from this. */
export interface Command {
  /** Without the slash. */
  readonly name: string;
  /** One line for people. */
  readonly help: string;
  /** `<session> <text>`; empty when it takes none. */
  readonly usage: string;
  readonly who: 'operator' | 'anyone';
  /** Inline buttons `s:<verb>:…` that belong to this command come here too, as the same call. */
  handle(call: CommandCall): Promise<void>;
  /** Buttons that this command made: `c:<name>:<argument>`. */
  tapped?(tap: ButtonTap): Promise<void>;
}

/** The identity function that gives a definition its type. */
export function defineCommand(command: Command): Command {
  return command;
}

/** What a command works with, made anew for each update. */
export interface CommandCall extends Room {
  /** What stood behind the command, untouched. */
  readonly argument: string;
  readonly updateId: number;
  readonly messageId: number;
  /** The session whose message was replied to, if any. */
  readonly repliedTo: Session | null;
}

export interface ButtonTap extends Room {
  /** What stood behind `c:<name>:`. */
  readonly argument: string;
  readonly updateId: number;
  /** The message the button hangs on. */
  readonly messageId: number;
  /** A line at the top of the phone, or with `alert` a box to close. Every tap is answered once in any case. */
  toast(text: string, options?: { readonly alert?: boolean }): Promise<void>;
}

/** The room in which commands and taps run: who, where, and what they may reach. */
export interface Room {
  readonly sessions: Sessions;
  readonly leases: Leases;
  readonly log: Logger;
  readonly place: Place;
  /** `telegram:<user id>` */
  readonly actor: string;
  readonly userName: string;
  readonly settings: Settings;
  readonly focus: Focus;
  readonly confirmations: Confirmations;
  readonly health: () => Promise<Health>;
  /** The folders of TAPMUX_PROJECTS. */
  readonly projects: readonly string[];

  /** Stored, then sent. With a key, what is said under it later takes its place. */
  reply(message: OutgoingMessage, key?: string): Promise<void>;
  /** Edits the message in place; the latest of several waiting edits wins. */
  edit(messageId: number, message: OutgoingMessage): Promise<void>;
  /** A card that is kept up to date: sent once, edited under its key from then on. */
  card(key: string, message: OutgoingMessage): Promise<void>;
  /**
   * The session that `text` names; without text the one replied to, in whose topic this is, or in
   * focus. Ambiguous or missing: says so with buttons (`then` is the command to go on with) and gives null.
   */
  session(text: string, then: string): Promise<Session | null>;
  /** The card of an open decision once more, as the newest message of this chat; the old one goes. */
  showDecision(decision: Decision): Promise<void>;
  /**
   * A short word for a long argument, for the 64 bytes of a button; kept in the store. In
   * `c:<name>:<word>` it is turned back before `tapped` sees it.
   */
  shorten(argument: string): Promise<string>;
  /** Starts the wizard of that name in this chat. */
  wizard(name: 'new'): Promise<void>;
}

/** The session that plain text of a chat or topic goes to. */
export interface Focus {
  get(place: Place): Promise<string | null>;
  set(place: Place, sessionId: string | null): Promise<void>;
}

/** What a chat has chosen. */
export interface Settings {
  read(chat: number): Promise<ChatSettings>;
  write(chat: number, change: Partial<ChatSettings>): Promise<ChatSettings>;
}

/** What is pushed here, and how loud. */
export type ChatSettings = AlertSettings;

/** A question before something is lost, bound to the state it was asked about, good for two minutes, once. */
export interface Confirmations {
  ask(what: PendingConfirmation): Promise<string>;
  /** Null: unknown, used or expired. */
  take(id: string, actor: string): Promise<PendingConfirmation | null>;
}

export interface PendingConfirmation {
  readonly verb: string;
  readonly sessionId: string;
  /** What the state was; compared again when confirmed. */
  readonly state: string;
  readonly actor: string;
}

export interface Health {
  readonly version: string;
  readonly startedAt: string;
  readonly tmux: string;
  /** Seconds since Telegram last answered a poll; null before the first. */
  readonly sinceLastPoll: number | null;
  readonly waitingMessages: number;
  readonly bot: string;
  /** What keeps the bot from hearing, in a sentence with the remedy. */
  readonly problem?: string | null;
}
