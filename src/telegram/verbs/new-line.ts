import { basename } from 'node:path';
import { projects } from '../../sessions/folders.ts';
import { refusalOf } from '../../sessions/sendable.ts';
import type { Room } from '../command.ts';
import { offeredAgents } from './agents.ts';
import { recentFolders } from './recent.ts';
import { shown } from './shown.ts';

type Request = Parameters<Room['sessions']['create']>[0];

/** `/new` on one line: `[agent] [folder] [| first prompt]`. */
export type NewLine =
  | { readonly kind: 'request'; readonly request: Request }
  /** Several projects are called so; `rest` is the request without a folder. */
  | {
      readonly kind: 'several';
      readonly word: string;
      readonly paths: readonly string[];
      readonly rest: Request;
    }
  | { readonly kind: 'unclear'; readonly why: string };

const pathLimit = 1024;
const choicesShown = 8;

export async function readNewLine(room: Room, argument: string): Promise<NewLine> {
  const [before, prompt] = splitPrompt(argument);
  const refusal = prompt === null ? null : refusalOf(prompt);
  if (refusal !== null) return unclear(refusal.detail);
  if (before.length > pathLimit || before.includes('\n')) {
    return unclear('That is too long for a folder. Is a | missing before the prompt?');
  }
  const agents = await offeredAgents(room);
  const [word = ''] = before.split(/\s/, 1);
  const named = agents.find((one) => one.id === word.toLowerCase());
  const agent = named ?? agents[0];
  if (agent === undefined) return unclear('No agent is installed on this machine.');
  const folder = (named === undefined ? before : before.slice(word.length)).trim();
  const rest: Request = { agent: agent.id, ...(prompt === null ? {} : { prompt }) };
  if (folder === '') {
    return named === undefined ? unclear('Which folder?') : { kind: 'request', request: rest };
  }
  if (/^[/~]/.test(folder)) return { kind: 'request', request: { ...rest, cwd: folder } };
  return byName(room, folder, rest);
}

/** At the first `|` that stands alone, else at the first at all. */
function splitPrompt(argument: string): readonly [string, string | null] {
  const alone = / \|(?=\s|$)/.exec(argument);
  const at = alone === null ? argument.indexOf('|') : alone.index + 1;
  if (at === -1) return [argument.trim(), null];
  const prompt = argument.slice(at + 1).replace(/^\s/, '');
  return [argument.slice(0, at).trim(), prompt.trim() === '' ? null : prompt];
}

async function byName(room: Room, word: string, rest: Request): Promise<NewLine> {
  const known = await projects(room.projects, await recentFolders(room));
  const paths = known
    .map((one) => one.path)
    .filter((path) => basename(path).toLowerCase() === word.toLowerCase());
  const [path] = paths;
  if (path === undefined) {
    return unclear(
      `There is no project or agent called ${shown(word, 60)} here. Give the whole path.`,
    );
  }
  return paths.length === 1
    ? { kind: 'request', request: { ...rest, cwd: path } }
    : { kind: 'several', word, paths: paths.slice(0, choicesShown), rest };
}

function unclear(why: string): NewLine {
  return { kind: 'unclear', why };
}
