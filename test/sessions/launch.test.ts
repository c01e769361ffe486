import { expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';

it('T4.14 no agent is started with its permissions skipped', () => {
  for (const agent of agents) {
    const { argv } = agent.launch({ prompt: 'hello', args: ['--model', 'x'] });
    expect(argv.join(' '), agent.id).not.toMatch(
      /skip|bypass|yolo|dangerous|auto-approve|full-auto/i,
    );
  }
});
