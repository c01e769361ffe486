import { execFile } from 'node:child_process';
import { errorCode } from '../errors.ts';
import type { ProcessDetails, ProcessRow, ProcessTable } from './native.ts';

/** `lsof` gets that many pids at once: argument lists have a limit. */
const pidsAtOnce = 32;
const timeoutMs = 10_000;

/**
 * macOS has no /proc; `ps` and `lsof` come with it. The environment of a process cannot be had there,
 * so only the pids of panes tell what lives in tmux.
 */
export function macosProcesses(run: Run = runProgram): ProcessTable {
  return {
    async rows() {
      const uid = String(process.getuid?.() ?? '');
      const of = ['-x', '-ww', '-U', uid];
      const names = parseNames(await run('ps', [...of, '-o', 'pid=,comm=']));
      const columns = 'pid=,ppid=,tty=,lstart=,command=';
      return parseRows(await run('ps', [...of, '-o', columns]), names);
    },
    async details(pids) {
      const details = new Map<number, ProcessDetails>();
      for (let from = 0; from < pids.length; from += pidsAtOnce) {
        const some = pids.slice(from, from + pidsAtOnce);
        const listed = await run('lsof', ['-a', '-d', 'cwd', '-Fpn', '-p', some.join(',')]);
        const folders = parseFolders(listed);
        for (const pid of some) {
          details.set(pid, { cwd: folders.get(pid) ?? null, underTmux: false });
        }
      }
      return details;
    },
  };
}

/** A program's output. Both programs end with 1 when a pid has gone, with an answer for the others. */
export type Run = (program: string, args: readonly string[]) => Promise<string>;

const runProgram: Run = (program, args) =>
  new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      {
        env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' },
        maxBuffer: 2 ** 26,
        timeout: timeoutMs,
      },
      (error, stdout) => {
        const told = error !== null && errorCode(error) === undefined && error.code === 1;
        if (error === null || told) resolve(stdout);
        else reject(error);
      },
    );
  });

/** The path of the program alone: in `command` it cannot be told from its arguments. */
export function parseNames(output: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of output.split('\n')) {
    const [, pid, name] = /^\s*(\d+)\s+(\S.*)$/.exec(line) ?? [];
    if (pid !== undefined && name !== undefined) names.set(Number(pid), name.trimEnd());
  }
  return names;
}

const rowForm = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(\S.*)$/;

export function parseRows(output: string, names: ReadonlyMap<number, string>): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const line of output.split('\n')) {
    const [, pid, parent, tty, start, command] = rowForm.exec(line) ?? [];
    if (pid === undefined || parent === undefined || tty === undefined) continue;
    if (start === undefined || command === undefined) continue;
    const startedAt = Date.parse(`${start} UTC`);
    if (Number.isNaN(startedAt)) continue;
    rows.push({
      pid: Number(pid),
      parent: Number(parent),
      startMark: String(startedAt / 1000),
      startedAt,
      argv: words(command.trimEnd(), names.get(Number(pid))),
      tty: tty.startsWith('?') ? null : tty,
    });
  }
  return rows;
}

function words(command: string, name: string | undefined): readonly string[] {
  if (name !== undefined && (command === name || command.startsWith(`${name} `))) {
    return [name, ...blanks(command.slice(name.length))];
  }
  return blanks(command);
}

function blanks(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** `p<pid>`, then `f<descriptor>` and `n<path>` for it. */
export function parseFolders(output: string): ReadonlyMap<number, string> {
  const folders = new Map<number, string>();
  let pid = 0;
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('n/')) folders.set(pid, line.slice(1));
  }
  return folders;
}
