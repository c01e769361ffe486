import { isAbsolute, relative, resolve } from 'node:path';
import type { Ask, AskOption } from '../../domain/ask.ts';
import type { Fields } from '../../domain/fields.ts';
import { changedLines, lineDiff } from '../../domain/line-diff.ts';
import { told } from '../told.ts';

/**
 * What a PermissionRequest asks leave for, in full. Title and first line are those of the dialog, so that
 * both are known to be one prompt. Null: its dialog shows more than the request tells of, or is not known.
 */
export function askOf(event: Fields): Ask | null {
  const input = event.child('tool_input');
  if (input === null) return null;
  const asked = (title: string, ...lines: readonly string[]) =>
    told({ kind: 'permission', title, body: lines.join('\n'), options });
  switch (event.text('tool_name')) {
    case 'run_shell_command': {
      const command = input.text('command');
      return editsInPlace.test(command) ? null : asked('Shell', command, ...conditions(input));
    }
    case 'write_file':
      return asked('WriteFile', `Writing to ${pathOf(event, input)}`, ...numbered(input));
    case 'edit':
      return asked('Edit', pathOf(event, input), ...changes(input));
    case 'web_fetch': {
      const [url, purpose] = [input.text('url'), input.text('prompt')];
      if (styled.test(purpose)) return null;
      const fetched = `Fetch content from ${url} and process with: ${purpose}`;
      return asked('WebFetch', fetched, '', 'URLs to fetch:', `- ${url}`);
    }
    case 'agent': {
      const [task, kind] = [input.text('description'), input.textOr('subagent_type', 'its own')];
      if (styled.test(task)) return null;
      return asked('Agent', task, `Agent: ${kind}`, input.text('prompt'));
    }
    default:
      return ofServer(event.text('tool_name'), input, asked);
  }
}

/** Its dialog shows such words without their marks. */
const styled = /[*_`~[\]<>]/;

/** Its dialog shows the change that comes of it. */
const editsInPlace = /^\s*sed\s(?:.*\s)?-(?:-in-place|[a-zA-Z]*i)/s;

/** Those that every approval has; what else there is stands on the screen alone. */
const options: readonly AskOption[] = [
  { label: 'Yes, allow once', tone: 'allow' },
  { label: 'No, suggest changes (esc)', tone: 'deny' },
];

/** What decides as well where and how a command runs. */
function conditions(input: Fields): readonly string[] {
  const folder = input.textOr('directory', '');
  return [
    ...(folder === '' ? [] : [`[in ${folder}]`]),
    ...(input.flagOr('is_background', false) ? ['[background]'] : []),
  ];
}

/** Short where it lies below the agent's folder, whole anywhere else. */
function pathOf(event: Fields, input: Fields): string {
  const folder = event.textOr('cwd', '/');
  const path = resolve(folder, input.text('file_path'));
  const short = relative(folder, path);
  return short === '' || /^\.\.(?:\/|$)/.test(short) || isAbsolute(short) ? path : short;
}

function numbered(input: Fields): readonly string[] {
  const lines = input.text('content').replace(/\n$/, '').split('\n');
  return lines.map((line, at) => `${at + 1} ${line}`);
}

function changes(input: Fields): readonly string[] {
  const diff = changedLines(lineDiff(input.text('old_string'), input.text('new_string')), 3);
  return input.flagOr('replace_all', false) ? [...diff, '[everywhere in this file]'] : diff;
}

function ofServer(
  name: string,
  input: Fields,
  asked: (title: string, ...lines: readonly string[]) => Ask,
): Ask | null {
  const [, server = '', tool = ''] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  if (tool === '') return null;
  const values = JSON.stringify(input.object);
  return asked(`${tool} (${server} MCP Server)`, values, `MCP Server: ${server}`, `Tool: ${tool}`);
}
