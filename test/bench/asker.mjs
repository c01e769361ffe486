// Stands in for Claude Code in a pane: draws its input box and its permission dialog, runs its hook when it was
// given one, and tells the bench when which of it happened. Times are CLOCK_MONOTONIC, which all processes share.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [path, ...args] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint());
const { columns: cols, rows } = process.stdout;
const socket = connect(path);
const tell = (message) => socket.write(`${JSON.stringify(message)}\n`);
const rule = (char) => char.repeat(cols);

function draw(lines, cursor) {
  const above = rows - lines.length;
  const [x, y] = [cursor.x + 1, above + cursor.y + 1];
  process.stdout.write(
    `\u001B[H\u001B[2J\u001B[${above + 1};1H${lines.join('\r\n')}\u001B[${y};${x}H`,
  );
}

function rest() {
  asking = null;
  draw([rule('─'), '❯ ', rule('─'), '  ⏸ manual mode on · ? for shortcuts'], { x: 2, y: 1 });
}

const dialog = (command) => [
  rule('─'),
  ' Bash command',
  ' What the bench asks for',
  rule('╌'),
  ` │ ${command}`,
  rule('╌'),
  ' This command requires approval',
  '',
  ' Do you want to proceed?',
  ' ❯ 1. Yes',
  '   2. No',
  '',
  ' Esc to cancel · Tab to amend',
];

let asking = null;

const acts = {
  /** By the screen alone. */
  show({ command }) {
    asking = command;
    const at = now();
    draw(dialog(command), { x: 1, y: 9 });
    tell({ kind: 'said', at });
  },
  /** By the hook alone: its dialog would come some 50 ms later. */
  report({ command }) {
    const hook = hookOf();
    if (hook === null) throw new Error('no hook was given');
    const event = {
      hook_event_name: 'PermissionRequest',
      session_id: valueOf('--session-id') ?? '',
      transcript_path: '/nowhere.jsonl',
      cwd: process.cwd(),
      permission_mode: 'default',
      tool_name: 'Bash',
      tool_input: { command, description: 'What the bench asks for' },
      permission_suggestions: [],
    };
    const child = spawn('sh', ['-c', hook], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, CLAUDE_PID: String(process.pid) },
    });
    const at = now();
    child.stdin.end(JSON.stringify(event));
    tell({ kind: 'said', at });
    child.stdout.once('data', (bytes) => tell({ kind: 'read', at: now(), length: bytes.length }));
  },
  rest,
};

function valueOf(name) {
  const at = args.indexOf(name);
  return at === -1 ? null : (args[at + 1] ?? null);
}

function hookOf() {
  const file = valueOf('--settings');
  if (file === null) return null;
  const settings = JSON.parse(file.startsWith('{') ? file : readFileSync(file, 'utf8'));
  return settings.hooks?.PermissionRequest?.[0]?.hooks?.[0]?.command ?? null;
}

process.stdin.setRawMode(true);
process.stdin.on('data', (bytes) => {
  if (asking === null) return;
  tell({ kind: 'read', at: now(), length: bytes.length });
  rest();
});
socket.on('connect', () => {
  rest();
  tell({ kind: 'ready', name: process.env.TAPMUX_SESSION_NAME });
});
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));

let unread = '';
socket.on('data', (chunk) => {
  const lines = (unread + chunk.toString('utf8')).split('\n');
  unread = lines.pop();
  for (const line of lines) {
    const { act, ...details } = JSON.parse(line);
    acts[act](details);
  }
});
