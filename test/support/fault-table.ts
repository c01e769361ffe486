import type { Reporter, TestModule } from 'vitest/node';
import '../faults/survived.ts';

/** What the fault suite did to the house in this run, one line each. */
export default class FaultTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { survived } = test.meta();
        if (survived !== undefined) rows.push(`  ${survived.fault}: ${survived.proof}`);
        // What a second try hides is told all the same.
        const { state, errors } = test.result();
        const [first] = state === 'passed' ? (errors ?? []) : [];
        if (first !== undefined) rows.push(`  ${test.name}: second try, after: ${first.message}`);
      }
    }
    if (rows.length > 0) process.stdout.write(`\nFaults survived\n${rows.join('\n')}\n`);
  }
}
