import { same } from '../check.mjs';
import { until } from '../until.mjs';

/** What the agent tells of itself, beside its screen. */
export const hooks = {
  name: 'its hooks',
  needs: 'hooks',
  async run(stage, check) {
    const id = await stage.idle(check);
    const { hookDoor } = stage.sessions;
    const before = { ...hookDoor.counts };
    await check.read('its start was told', () => before.taken > 0);
    await stage.send(id, 'tell of this');
    await check.read('the prompt and the end of the turn are told', () =>
      until(
        () => hookDoor.counts.taken >= before.taken + 2,
        () => JSON.stringify(hookDoor.counts),
      ),
    );
    await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
    await check.confirmed('nobody was turned away', () =>
      same(hookDoor.counts.refused, before.refused),
    );
  },
};
