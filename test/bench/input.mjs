import { now, sleep } from './within.mjs';

/**
 * Call → byte read by the program, for several ways to type. They take turns, so that whatever else the
 * machine does happens to all of them. Samples in ms.
 */
export async function measureInput(active, rounds, ways) {
  const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let n = 0; n < rounds; n += 1) {
    const one = active[n % active.length];
    for (const [name, type] of Object.entries(ways)) {
      const read = one.agent.read();
      const from = now();
      const typing = type(one);
      samples[name].push(((await read) - from) / 1e6);
      await typing;
      await sleep(5);
    }
  }
  return samples;
}
