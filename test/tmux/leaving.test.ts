import { expect, it } from 'vitest';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';

it('a session can be made while the server is leaving with its last one', async () => {
  const server = await createTmuxServer();
  try {
    const { tmux } = await server.open();
    for (let round = 0; round < 15; round += 1) {
      const { ref } = mustBeCreated(await tmux.create(launchSpec(`round-${round}`, ['cat'])));
      expect((await tmux.kill(ref)).kind).toBe('done');
    }
  } finally {
    await server.close();
  }
});
