import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createSessionsStore, newSession } from './built.mjs';
import { tempFolder } from './stage.mjs';
import { median, number, p50p99 } from './stats.mjs';

const rounds = 300;
const silent = { warn() {} };

/** Saving one session must cost the same however many others there are. */
export async function storePart({ table, cleanup }) {
  const { folder, remove } = await tempFolder(cleanup);
  const one = await filled(join(folder, 'one'), 1, 1);
  const spread = await filled(join(folder, 'spread'), 1000, 20);
  const together = await filled(join(folder, 'together'), 1000, 1);
  const samples = { one: [], spread: [], together: [] };
  const save = async (name, { store, ids }, n) => {
    const id = ids[(n * 7) % ids.length];
    const from = performance.now();
    await store.update(id, (current) => ({ ...current, activity: `working, ${n}` }));
    samples[name].push(performance.now() - from);
  };
  for (let n = 0; n < rounds; n += 1) {
    await save('one', one, n);
    await save('spread', spread, n);
    await save('together', together, n);
  }
  table.add('store: save one session, 1 stored', p50p99(samples.one));
  for (const [name, where] of [
    ['spread', 'in 20 projects'],
    ['together', 'in one project'],
  ]) {
    const times = median(samples[name]) / median(samples.one);
    const measured = `${p50p99(samples[name])}: ${number(times)}×`;
    table.add(`store: save one session, 1000 stored ${where}`, measured, '≤ 1.5×', times <= 1.5);
  }

  const [cold, warm] = [[], []];
  for (let n = 0; n < 10; n += 1) {
    const store = createSessionsStore({ base: join(folder, 'spread'), log: silent });
    cold.push(await timed(() => store.list()));
    warm.push(await timed(() => store.list()));
  }
  table.add('store: list 1000, cold', `${number(median(cold))} ms`);
  table.add('store: list 1000, warm', `${number(median(warm))} ms`);
  await remove();
}

async function filled(base, count, projects) {
  const store = createSessionsStore({ base, log: silent });
  const ids = [];
  for (let n = 0; n < count; n += 1) {
    const session = sessionOf(n, `project-${n % projects}`);
    await store.insert(session);
    ids.push(session.id);
  }
  await store.list();
  return { store, ids };
}

export function sessionOf(n, project) {
  return {
    ...newSession({
      id: randomUUID(),
      workdir: `/srv/${project}`,
      agent: 'claude',
      now: 1.76e12 + n,
    }),
    name: `tap-${project}-${n}`,
    project,
    task: 'make the tests green again',
    lifecycle: 'stopped',
    activity: 'npm test',
  };
}

async function timed(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
