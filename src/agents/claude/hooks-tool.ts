import type { JsonObject } from '../../domain/fields.ts';
import { changedLines, lineDiff } from '../../domain/line-diff.ts';
import { objectsOf, textOf } from './hooks-event.ts';
import type { ToolCall } from './hooks-event.ts';

/** What a request is called, and all that an approval would run: nothing is left out. */
export interface Shown {
  readonly title: string;
  readonly body: string;
}

/** Titles and order are those of the dialog, so that both are known to be one prompt. */
export function shownTool(call: ToolCall): Shown {
  const { title, body } = parts(call);
  const agent = call.agent?.type ?? '';
  return { title: agent === '' ? title : `${title} · from the ${agent} agent`, body };
}

function parts(call: ToolCall): Shown {
  const { tool, input } = call;
  const text = (name: string) => textOf(input, name);
  const file = pathIn(call.cwd, text('file_path') || text('notebook_path') || text('path'));
  switch (tool) {
    case 'Bash':
      return {
        title: 'Bash command',
        body: lines(text('description'), text('command'), rest(input, ['command', 'description'])),
      };
    case 'Edit':
      return {
        title: 'Edit file',
        body: lines(
          file,
          editOf(input),
          rest(input, ['file_path', 'old_string', 'new_string', 'replace_all']),
        ),
      };
    case 'MultiEdit':
      return { title: 'Edit file', body: lines(file, ...objectsOf(input['edits']).map(editOf)) };
    case 'Write':
      return { title: 'Create file', body: lines(file, text('content')) };
    case 'NotebookEdit':
      return { title: 'Edit notebook', body: lines(file, rest(input, ['notebook_path'])) };
    case 'Read':
      return { title: 'Read file', body: `Read(${file})${after(rest(input, ['file_path']))}` };
    case 'Glob':
    case 'Grep':
      return { title: 'Read file', body: lines(`${tool}(${file})`, rest(input, ['path'])) };
    case 'WebFetch':
      return { title: 'Fetch', body: lines(wanted(text('url')), rest(input, [])) };
    default:
      return named(tool, input);
  }
}

function wanted(url: string): string {
  return URL.canParse(url) ? `Claude wants to fetch content from ${new URL(url).hostname}` : '';
}

function named(tool: string, input: JsonObject): Shown {
  const [, server, name] = /^mcp__(.+?)__(.+)$/.exec(tool) ?? [];
  const given = rest(input, []);
  if (server === undefined || name === undefined) {
    return { title: 'Tool use', body: lines(tool, given) };
  }
  // Without anything given, the dialog's own name for it is all that both have in common.
  const called =
    given === '' ? `${server} — ${wordsOf(name)} Tool: (MCP)` : `${server}: ${name} (MCP)`;
  return { title: 'Tool use', body: lines(called, given) };
}

/** `list_all` is shown as `List All`. */
function wordsOf(name: string): string {
  return name.replaceAll('_', ' ').replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function editOf(edit: JsonObject): string {
  const diff = lineDiff(textOf(edit, 'old_string'), textOf(edit, 'new_string'));
  return lines(
    changedLines(diff, 3).join('\n'),
    edit['replace_all'] === true ? 'everywhere in this file' : '',
  );
}

/** Fields that have no words of their own, one per line; long texts as they are, not as JSON. */
function rest(input: JsonObject, told: readonly string[]): string {
  return Object.entries(input)
    .filter(([name, value]) => !told.includes(name) && value !== false && value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}

function after(text: string): string {
  return text === '' ? '' : `\n${text}`;
}

function lines(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}

/** Short where it lies below the agent's folder, whole anywhere else. */
function pathIn(cwd: string, path: string): string {
  const base = cwd.endsWith('/') ? cwd : `${cwd}/`;
  return cwd !== '' && path.startsWith(base) && !path.includes('/../')
    ? path.slice(base.length)
    : path;
}
