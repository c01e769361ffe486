import { canMeasureCpu, cpuPerOperation, idleCpu } from './cpu.mjs';
import { measureExits } from './exits.mjs';
import { openBare } from './bare.mjs';
import { measureInput, timed } from './input.mjs';
import { createNaivePoller } from './naive.mjs';
import { measureNaiveOutput, measureOutput } from './output.mjs';
import { openRawPty } from './raw-pty.mjs';
import { openStage } from './stage.mjs';
import { median, number, p50p99 } from './stats.mjs';
import { sleep } from './within.mjs';

const activeCount = 12;
const idleSeconds = 10;

/** Our driver beside one tmux process per call, on the same panes of the same server, in one run. */
export async function tmuxPart({ table, cleanup, sizes = [25, 100, 300] }) {
  for (const size of sizes) {
    console.error(`tmux, ${size} sessions`);
    await atSize(size, table, cleanup);
  }
}

async function atSize(size, table, cleanup) {
  const row = (what, ...rest) => table.add(`${size}: ${what}`, ...rest);
  const stage = await openStage(cleanup);
  const { tmux, server } = stage;
  const { active, sessions } = await fill(stage, size, row);
  for (const { ref } of sessions) {
    const watched = await tmux.watch(ref);
    if (watched.kind !== 'done') throw new Error(`watch: ${JSON.stringify(watched)}`);
  }
  await sleep(1_500);

  const ours = {
    idle: await steadyCpu(server.pid),
    output: await measureOutput(tmux, active, 150),
  };
  const pane = ({ name }) => `=${name}:`;
  const ways = {
    keys: (one) => tmux.keys(one.ref, [{ text: 'x' }]),
    paste: (one) => tmux.paste(one.ref, 'x', { enterDelayMs: null }),
    process: (one) => server.plain('send-keys', '-l', '-t', pane(one), 'x'),
  };
  const [raw, bare] = [await openRawPty(stage.agents, cleanup), await openBare(server, cleanup)];
  const input = await measureInput(active, 150, {
    ...(raw === null ? {} : { raw }),
    bare: timed((one) => bare.say(`send-keys -t ${one.ref.pane} x`)),
    keys: timed(ways.keys),
    paste: timed(ways.paste),
    process: timed(ways.process),
  });
  await bare.close();
  const looks = {
    ours: (one) => tmux.capture(one.ref),
    process: (one) => server.plain('capture-pane', '-p', '-e', '-t', pane(one)),
  };
  const turn = (count, operate) => ({ count, operate: (n) => operate(active[n % activeCount]) });
  const cpu = await cpuPerOperation(server.pid, 4, {
    capture: turn(250, looks.ours),
    captureProcess: turn(40, looks.process),
    keys: turn(250, ways.keys),
    keysProcess: turn(40, ways.process),
  });
  const exits = await measureExits(stage, 'exit', 60);
  await stage.stopDriver();

  const names = sessions.map((one) => one.name);
  const poller = createNaivePoller(server, names);
  const stopPolling = cleanup.add(() => poller.stop());
  await sleep(1_000);
  const naive = {
    idle: await idleCpu(server.pid, idleSeconds),
    output: await measureNaiveOutput(poller, active, 5),
  };
  await stopPolling();
  await stage.close();

  reportOutput(row, ours.output, naive.output, median(poller.rounds));
  reportInput(row, input);
  row('exit → status known', p50p99(exits.samples), 'p50 ≤ 5 ms', median(exits.samples) <= 5);
  const told = `${exits.missed} missed, ${exits.wrong} wrong of ${exits.samples.length + exits.missed}`;
  row('… exits', told, '0 of ≥ 60', exits.missed === 0 && exits.wrong === 0);
  reportCpu(row, ours.idle, naive.idle, cpu);
}

/** A dozen that can be asked to do things, the others idle. */
async function fill(stage, size, row) {
  const active = [];
  for (let n = 0; n < activeCount; n += 1) {
    const made = await stage.create(`active-${n}`, stage.agents.argv(`active-${n}`));
    active.push({ ...made, agent: await stage.agents.ready(made.name) });
  }
  const sessions = [...active];
  const from = performance.now();
  while (sessions.length < size) {
    sessions.push(await stage.create(`idle-${sessions.length}`, ['cat']));
  }
  const each = (performance.now() - from) / (size - activeCount);
  row('create a session', `${number(each)} ms each`);
  return { active, sessions };
}

/** The middle one of three windows: once in a while V8 tidies up, which is not what idling costs. */
async function steadyCpu(serverPid) {
  const windows = [];
  for (let n = 0; n < 3; n += 1) windows.push(await idleCpu(serverPid, idleSeconds));
  return median(windows);
}

function reportOutput(row, ours, naive, round) {
  const keepsUp = round > 500 ? `cannot keep up, a round takes ${number(round)} ms` : 'keeps up';
  row('output → captured, naive', `${p50p99(naive)}, ${keepsUp}`);
  row('output → captured', p50p99(ours), 'p50 ≤ 3 ms', median(ours) <= 3);
  const better = median(naive) / median(ours);
  row('… times better than naive', `${number(better)}×`, '≥ 100×', better >= 100);
}

function reportInput(row, input) {
  if (input.raw !== undefined) {
    row('write → byte read, a raw pty without tmux', p50p99(input.raw));
  }
  row('write → byte read, a bare send-keys to a control client', p50p99(input.bare));
  row('call → byte read, a tmux process per call', p50p99(input.process));
  for (const kind of ['keys', 'paste']) {
    const typed = median(input[kind]);
    row(`call → byte read, ${kind}`, p50p99(input[kind]), 'p50 ≤ 1 ms', typed <= 1);
    const times = median(input.process) / typed;
    row(`… ${kind}: times better than a process`, `${number(times)}×`, '≥ 4×', times >= 4);
    if (input.raw === undefined) continue;
    const over = typed / median(input.raw);
    row(`… ${kind}: times the raw pty`, `${number(over)}×`, '≤ 10×', over <= 10);
  }
}

function reportCpu(row, ours, naive, cpu) {
  if (!canMeasureCpu) {
    row('CPU', 'not measured: this system has no /proc');
    return;
  }
  row('idle CPU, naive', `${number(naive)} % of a core`);
  row('idle CPU, median of 3 × 10 s', `${number(ours)} % of a core`, '≤ 0.5 %', ours <= 0.5);
  for (const kind of ['capture', 'keys']) {
    const [mine, theirs] = [cpu[kind], cpu[`${kind}Process`]];
    const cheaper = theirs / mine;
    const measured = `${number(mine)} ms, a process ${number(theirs)} ms: ${number(cheaper)}×`;
    row(`CPU of one ${kind}`, measured, '≥ 10×', cheaper >= 10);
  }
}
