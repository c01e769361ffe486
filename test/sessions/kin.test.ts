import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { newRunId } from '../../src/domain/ids.ts';
import type { RunId } from '../../src/domain/ids.ts';
import { createKin } from '../../src/sessions/kin.ts';
import { tempFolder } from '../support/temp.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

const kin = createKin({ platform: process.platform, clock: systemClock });

/** A program that takes no notice when its terminal hangs up, with a child that does not either. */
function stubborn(file: string): readonly string[] {
  const script = `trap '' HUP
sh -c 'trap "" HUP; echo $$ >"$0.child"; while :; do sleep 1; done' "$0" &
echo $$ >"$0"
while :; do sleep 1; done`;
  return ['/bin/sh', '-c', script, file];
}

async function started(run: RunId) {
  const server = await createTmuxServer();
  onTestFinished(() => server.close());
  const { tmux } = await server.open();
  const file = join(await tempFolder(), 'pid');
  const spec = launchSpec('stubborn', stubborn(file), { run, env: { TAPMUX_RUN_ID: run } });
  const created = mustBeCreated(await tmux.create(spec));
  const pids = await until(async () => {
    const files = [file, `${file}.child`];
    const texts = await Promise.all(files.map((one) => readFile(one, 'utf8').catch(() => '')));
    return texts.every((text) => text.endsWith('\n')) && texts.map(Number);
  }, 'two processes');
  onTestFinished(() => {
    for (const pid of pids) if (lives(pid)) process.kill(pid, 'SIGKILL');
  });
  return { tmux, ref: created.ref, panePid: created.pid, pids };
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the processes of a run', () => {
  it('those that outlive their pane are ended, and nothing else', async () => {
    const run = newRunId();
    const { tmux, ref, panePid, pids } = await started(run);
    const found = await kin.below(panePid, run);
    expect(found.map((one) => one.pid)).toEqual(expect.arrayContaining(pids));
    await tmux.kill(ref);
    // They take no notice: this is what would be left.
    await until(async () => (await kin.strays(run)).length > 0);
    expect(pids.every((pid) => lives(pid))).toBe(true);
    expect(await kin.end(found)).toBeGreaterThan(0);
    await until(() => !pids.some((pid) => lives(pid)));
    expect(lives(process.pid)).toBe(true);
  });

  it('what a pane left behind that nobody looked at in time is told by its mark', async () => {
    const run = newRunId();
    const { tmux, ref, pids } = await started(run);
    expect(await kin.strays(run)).toEqual([]);
    await tmux.kill(ref);
    const strays = await until(async () => {
      const left = await kin.strays(run);
      return left.length >= pids.length && left;
    });
    expect(await kin.strays(newRunId())).toEqual([]);
    await kin.end(strays);
    await until(() => !pids.some((pid) => lives(pid)));
  });

  it('below a pane that is not of this run there is nothing of ours', async () => {
    const run = newRunId();
    const { panePid } = await started(run);
    expect(await kin.below(panePid, newRunId())).toEqual([]);
    expect(await kin.below(process.ppid, run)).toEqual([]);
    expect(await kin.below(1, run)).toEqual([]);
  });

  it('a process that took over the number of another one is left alone', async () => {
    const run = newRunId();
    const { panePid, pids } = await started(run);
    const found = await kin.below(panePid, run);
    const earlier = found.map((one) => ({ ...one, startMark: `${one.startMark}0` }));
    expect(await kin.end(earlier)).toBe(0);
    expect(pids.every((pid) => lives(pid))).toBe(true);
  });
});
