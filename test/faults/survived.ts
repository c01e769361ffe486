import type { TestContext } from 'vitest';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** A row of the table at the end of the run. */
    survived?: { readonly fault: string; readonly proof: string };
  }
}

/** Leaves a row for the table: what was done to the house, and what came of it. */
export function survived(context: TestContext, fault: string, proof: string): void {
  context.task.meta.survived = { fault, proof };
}

/** A test in a house of its own; what it gives is the proof in the table. */
export function inHouse(
  fault: string,
  play: (house: House, context: TestContext) => Promise<string>,
): (context: TestContext) => Promise<void> {
  return async (context) => {
    const house = await openHouse();
    try {
      survived(context, fault, await play(house, context));
    } finally {
      await house.close();
    }
  };
}

/** Dozens of daemons, agents and disks on a busy machine: one that fails counts when it fails again. */
export const secondTry = { retry: 1 };
