import { createRandom, randomText } from './random-text.mjs';
import { listenForRecorders } from './recorders.mjs';
import { openStage } from './stage.mjs';
import { number } from './stats.mjs';

const opening = Buffer.from('\u001B[200~');
const closing = Buffer.from('\u001B[201~');

/** Random strings through a real pane into a raw recorder, every other one with bracketed paste. */
export async function injectPart({ table, cleanup, seed, count = 10_000 }) {
  const chosen = seed ?? Math.floor(Math.random() * 2 ** 31);
  console.error(`  seed ${chosen} (again with --seed=${chosen})`);
  const stage = await openStage(cleanup);
  const { server, tmux } = stage;
  const recorders = await listenForRecorders(server.folder, cleanup);
  const panes = [];
  for (const brackets of [false, true]) {
    const name = brackets ? 'bracketed' : 'plain';
    const { ref } = await stage.create(name, recorders.argv(name, brackets));
    const recording = await recorders.ready(name);
    panes.push({ brackets, ref, recording });
  }
  // One in the same window, one elsewhere: neither may ever get a byte.
  const words = recorders.argv('beside', true);
  await server.plain('split-window', '-d', '-t', '=plain:', '--', ...words);
  await stage.create('elsewhere', recorders.argv('elsewhere', true));
  const neighbours = [await recorders.ready('beside'), await recorders.ready('elsewhere')];
  await bracketsAreOn(tmux, panes[1]);

  const result = { lost: 0, different: 0, refused: 0, bytes: 0 };
  const random = createRandom(chosen);
  const from = performance.now();
  for (let n = 0; n < count; n += 1) {
    const pane = panes[n % 2];
    const text = randomText(random, Math.floor(n / 2));
    const problem = await roundTrip(tmux, pane, text, result);
    if (problem === null) continue;
    result[problem.kind] += 1;
    console.error(`  string ${n} (${text.length} characters): ${problem.why}`);
    await pane.recording.quiet();
    await pane.recording.take(0);
  }
  const seconds = (performance.now() - from) / 1000;
  for (const { recording } of [...panes, { recording: neighbours[0] }]) await recording.quiet();
  const extra = panes.reduce((sum, { recording }) => sum + recording.size(), 0);
  const strays = neighbours.reduce((sum, recording) => sum + recording.size(), 0);

  const { lost, different, refused } = result;
  const whole = `${count} strings, ${number(result.bytes / 1e6)} MB, seed ${chosen}, ${number(seconds)} s`;
  table.add('injection: round trips', whole);
  const bad = `${lost} lost, ${different} different, ${refused} refused, ${extra} bytes too many`;
  table.add('injection: exact', bad, '0', lost + different + refused + extra === 0);
  table.add('injection: bytes in neighbours', String(strays), '0', strays === 0);
  await recorders.close();
  await stage.close();
}

/** tmux has to have read the recorder's request before the first paste. */
async function bracketsAreOn(tmux, { ref, recording }) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    await tmux.paste(ref, '?', { enterDelayMs: null });
    const bytes = await recording.take(1);
    await recording.quiet();
    await recording.take(0);
    if (bytes.indexOf(opening) === 0) return;
  }
  throw new Error('the pane never turned bracketed paste on');
}

/** Null, or what went wrong. */
async function roundTrip(tmux, { ref, recording, brackets }, text, result) {
  const wanted = Buffer.from(text, 'utf8');
  result.bytes += wanted.length;
  const framed = brackets && wanted.length > 0;
  const length = wanted.length + (framed ? opening.length + closing.length : 0);
  const typed = await tmux.paste(ref, text, { enterDelayMs: null });
  if (typed.kind !== 'typed') return { kind: 'refused', why: JSON.stringify(typed) };
  const got = await recording.take(length);
  if (got.length < length) return { kind: 'lost', why: `${got.length} of ${length} bytes came` };
  let inside = got;
  if (framed) {
    const end = got.length - closing.length;
    if (got.indexOf(opening) !== 0 || !got.subarray(end).equals(closing)) {
      return { kind: 'different', why: 'without its brackets' };
    }
    inside = got.subarray(opening.length, end);
  }
  return inside.equals(wanted) ? null : { kind: 'different', why: 'other bytes' };
}
