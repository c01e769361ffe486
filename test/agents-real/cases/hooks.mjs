import { same } from '../check.mjs';
import { until } from '../until.mjs';
import { answer } from './approve.mjs';
import { request } from './steps.mjs';

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

const lines = (verb) => Array.from({ length: 70 }, (_, at) => `${verb} line ${at}`).join('\n');

/** Prompts that fit on no screen. */
export const whole = [
  { what: 'a command', ask: `please run: ${lines('echo')}\nmkfifo whole.pipe`, file: 'whole.pipe' },
  { what: 'a new file', ask: `please write: whole.txt ${lines('a')}`, file: 'whole.txt' },
].map(({ what, ask, file }) => ({
  name: `its hooks: the whole of ${what}`,
  needs: 'whole',
  async run(stage, check) {
    const id = await stage.idle(check);
    await request(stage, check, id, ask);
    const decision = await check.read('all of it', () =>
      until(
        async () => (await stage.sessions.pending()).find((one) => isWhole(one, id)),
        'it is not told in full',
      ),
    );
    await answer(stage, check, id, decision, 'deny');
    await check.confirmed('idle again', () => stage.untilReading(id, 'idle'));
    await check.confirmed('nothing was made', async () => !(await stage.exists(file)));
  },
}));

function isWhole({ sessionId, ask, shown }, id) {
  const all = ask.body.includes('line 0\n') && ask.body.includes('line 69');
  return sessionId === id && all && !ask.mayBeCut && shown !== null;
}
