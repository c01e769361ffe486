import { now, sleep } from './within.mjs';

/**
 * Call → byte read by the program, for several ways to type. They take turns, so that whatever else the
 * machine does happens to all of them. Samples in ms.
 */
export async function measureInput(active, rounds, ways) {
  const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let n = 0; n < rounds; n += 1) {
    for (const [name, way] of Object.entries(ways)) {
      samples[name].push(await way(active[n % active.length]));
      await sleep(5);
    }
  }
  return samples;
}

/** The way of a call that types one byte into the pane. */
export function timed(type) {
  return async (one) => {
    const read = one.agent.read();
    const from = now();
    const typing = type(one);
    const took = ((await read) - from) / 1e6;
    await typing;
    return took;
  };
}
