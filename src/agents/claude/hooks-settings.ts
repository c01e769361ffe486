import type { HookEntry } from '../hooks-file.ts';
import { isSince } from '../since.ts';

/** An event that we listen to. Each one costs the agent a process of some 15 ms, so there are no more than these. */
interface Listened {
  readonly name: string;
  /** The first version that knows it: an unknown one stops Claude Code at its start with a dialog. */
  readonly since: readonly [number, number, number];
  readonly wait?: true;
}

const events: readonly Listened[] = [
  // Which conversation a later resume goes on with: `/clear` begins another one.
  { name: 'SessionStart', since: [1, 0, 62] },
  { name: 'SessionEnd', since: [1, 0, 85] },
  // The proof that a text which was typed has been taken.
  { name: 'UserPromptSubmit', since: [1, 0, 54] },
  // The whole of what is asked, and the way to answer it.
  { name: 'PermissionRequest', since: [2, 0, 54], wait: true },
  // A prompt that was answered Yes at the keyboard went on; nothing else says which one of several.
  { name: 'PostToolUse', since: [1, 0, 38] },
  { name: 'PostToolUseFailure', since: [2, 1, 78] },
  // All the words of a tool server's form, of which its screen shows a few. The form comes when the hook has ended.
  { name: 'Elicitation', since: [2, 1, 76] },
  { name: 'ElicitationResult', since: [2, 1, 76] },
  // The turn is over, with its last words, or with what went wrong.
  { name: 'Stop', since: [1, 0, 38] },
  { name: 'StopFailure', since: [2, 1, 78] },
];

/** Long enough that nobody meets it. The others are short: they never have to wait. */
const waitSeconds = 24 * 60 * 60;
const seconds = 5;

/** Of a version that cannot be told, only what has always been there. */
export function hookEntries(
  command: (words: string) => string,
  version: string | null,
): readonly HookEntry[] {
  const known = events.filter(({ since }) => isSince(version ?? '1.0.85', since));
  return known.map(({ name, wait }) => ({
    event: name,
    hook: {
      type: 'command',
      command: command(wait === true ? 'claude wait' : 'claude'),
      timeout: wait === true ? waitSeconds : seconds,
    },
  }));
}
