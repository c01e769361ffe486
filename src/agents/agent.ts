import type { Ask, Choice, Key, NamedKey, Reading } from '../domain/ask.ts';
import type { Remarks } from '../domain/report.ts';
import type { Screen } from '../domain/screen.ts';
import type { ToldForm } from '../domain/told-form.ts';
import type { AgentHooks, Env, OwnStatus } from './hooks.ts';
import type { Step } from './keys.ts';
import type { Spelling } from './spelling.ts';

/**
 * All that tapmux knows about one coding agent, as one plain object in its own folder.
 * Adding an agent means adding a folder and its fixtures: no agent's name appears anywhere else.
 * `read` and `answer` are pure.
 */
export interface Agent {
  /** The word in `--agent` and in stored records. */
  readonly id: string;
  readonly title: string;
  /** Names under which older records call it. */
  readonly aliases: readonly string[];
  /** Exact names of its executable; the first is what `launch` runs. Empty: always available. */
  readonly binaries: readonly string[];
  /** Its program, as argv and environment: nothing of it is ever typed into a shell. */
  launch(options: LaunchOptions): Launch;
  /** Does this command line belong to the agent? Basenames only, exact. */
  owns(argv: readonly string[]): boolean;
  /** False when nobody can read its screen: then text is typed on the strength of the process alone. */
  readonly structured: boolean;
  read(screen: Screen): Reading;
  /** The keys that make `choice` in `ask`; null when this choice cannot be made with keys. */
  answer(ask: Ask, choice: Choice): readonly Step[] | null;
  /** What the prompt that came after an answer of ours shows to the contrary, in one sentence; null: nothing. */
  missed?(asked: Ask, label: string, now: Ask): string | null;
  /** It draws a prompt that is too long for its pane more than once, each time with another part of it in sight. */
  readonly redraws?: true;
  /** A prompt of a form with all that was told of it; null: it is not certain to be of one of these. */
  whole?(seen: Ask, forms: readonly ToldForm[]): Ask | null;
  readonly typing: Typing;
  /** The conversation that it names when it ends, so that `resume` can be given it. */
  conversationIn?(lastWords: string): string | null;
  /** Pure, like `read`: errors of the model's service and the room that is left, from their place on the screen. */
  remarks?(screen: Screen): Remarks;
  readonly hooks?: AgentHooks;
  readonly status?: OwnStatus;
  /** The file of a conversation; null when there is none to go on with. */
  transcript?(conversation: string, workdir: string, env: Env): Promise<string | null>;
  /** The conversation that a run in this folder began after `since` (milliseconds), from the agent's own files. */
  begun?(workdir: string, since: number, env: Env): Promise<string | null>;
}

export interface LaunchOptions {
  /** The first prompt, when there is one and the agent takes it as an argument. */
  readonly prompt?: string;
  /** The agent's own id of the conversation to go on with. */
  readonly resume?: string;
  /** The id that a new conversation shall have, for agents that let it be chosen. */
  readonly conversation?: string;
  /** For `generic`: the command itself. For the others: extra arguments. */
  readonly args?: readonly string[];
}

export interface Launch {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** False when the prompt could not be passed as an argument and has to be sent once it is idle. */
  readonly promptPassed: boolean;
  /** The agent's own id of the conversation, when this start settles it: what `resume` takes later. */
  readonly conversation: string | null;
}

/** How text gets into this agent's input box and is submitted. */
export interface Typing {
  /** For agents that take some texts for something else, or change them. Absent: one paste of the text itself. */
  readonly spell?: (text: string) => Spelling;
  /** Milliseconds between the pasted text and Enter; 0 sends both in one tmux command. */
  readonly enterDelayMs: number;
  /** Hands a text over while it works, and is no answer to a prompt that comes up at that moment. Without it: Enter. */
  readonly queueKey?: NamedKey;
  /** A dialog takes keys only when it is at least this old. */
  readonly dialogMinAgeMs: number;
  /** Keys that interrupt the agent's turn. */
  readonly interrupt: readonly Key[];
  /** Keys (or a line of text) that end the program cleanly. */
  readonly quit: readonly Key[];
}
