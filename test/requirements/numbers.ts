/**
 * The numbered requirements of the session engine and the promises, by their counts. Each number
 * has to stand in the title of at least one test.
 *
 *   S1 the session and its words        S2 the session manager
 *   S3 leases                           S4 the store on disk
 *   T  traps of earlier tools, by part  P  promises (README)
 */
const counts = { S1: 50, S2: 93, S3: 145, S4: 42, T1: 12, T2: 25, T3: 19, T4: 14 };

export function requirementNumbers(): readonly string[] {
  return Object.entries(counts).flatMap(([part, count]) =>
    Array.from({ length: count }, (_, index) => `${part}.${index + 1}`),
  );
}

/** `S2.54`, `T1.3` and `P5` at the beginning of a title. */
export function numbersIn(title: string): readonly string[] {
  const head = /^(?:(?:[ST]\d\.\d+|P\d+|C\d+)(?:[\s,:]+|$))+/.exec(title)?.[0] ?? '';
  return head.match(/[ST]\d\.\d+|P\d+|C\d+/g) ?? [];
}
