import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { sleep } from './within.mjs';

/**
 * CPU that we and a tmux server have used, in ms, from /proc. Without /proc there is nothing to measure
 * with that is fine enough, and the rows say so.
 */
export const canMeasureCpu = process.platform === 'linux';

const msPerTick = canMeasureCpu
  ? 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  : Number.NaN;

/** In percent of one core. */
export async function idleCpu(serverPid, seconds) {
  if (!canMeasureCpu) return Number.NaN;
  const meter = createMeter(serverPid);
  const [cpu, from] = [meter(), performance.now()];
  await sleep(seconds * 1000);
  return ((meter() - cpu) / (performance.now() - from)) * 100;
}

/** The same for processes that are not ours, with the children they have now. */
export async function idleCpuOf(pids, seconds) {
  if (!canMeasureCpu) return Number.NaN;
  const all = [...new Set([...pids, ...pids.slice(0, 1).flatMap((pid) => childrenOf(pid))])];
  const spent = () => all.reduce((sum, pid) => sum + runTime(pid), 0);
  const [cpu, from] = [spent(), performance.now()];
  await sleep(seconds * 1000);
  return ((spent() - cpu) / (performance.now() - from)) * 100;
}

/** What one operation costs, in ms, for each `{ count, operate }`; they take turns. */
export async function cpuPerOperation(serverPid, turns, operations) {
  const spent = Object.fromEntries(Object.keys(operations).map((name) => [name, 0]));
  if (!canMeasureCpu) return spent;
  const meter = createMeter(serverPid);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [name, { count, operate }] of Object.entries(operations)) {
      // What the last one set off has come to rest.
      await sleep(400);
      const cpu = meter();
      for (let n = 0; n < count; n += 1) await operate(n);
      spent[name] += (meter() - cpu) / count / turns;
    }
  }
  return spent;
}

/** Our process, the server, our children that live now and those that will have ended. */
function createMeter(serverPid) {
  // Looked up once: going through all processes would be the largest part of what is measured.
  const others = [serverPid, ...childrenOf(process.pid)];
  return () => {
    const { user, system } = process.cpuUsage();
    const living = others.reduce((sum, pid) => sum + runTime(pid), 0);
    return (user + system) / 1000 + living + reapedTicks() * msPerTick;
  };
}

/** The scheduler's own nanoseconds; utime and stime are rounded to ticks of 10 ms. */
function runTime(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
      const text = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8');
      return sum + Number(text.split(' ')[0]) / 1e6;
    }, 0);
  } catch {
    return 0;
  }
}

function reapedTicks() {
  const [, , , , , , , , , , , , , cutime, cstime] = fieldsOf('self');
  return Number(cutime) + Number(cstime);
}

function childrenOf(parent) {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return fieldsOf(name)[1] === String(parent);
    } catch {
      return false;
    }
  });
}

/** From the state on: what stands before it may hold spaces. */
function fieldsOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
