import { createHand } from './hand.mjs';
import { createKeyboard } from './keyboard.mjs';
import { pause } from './pause.mjs';

/** How often each of the deeds is done while something is asked, and while nothing is. */
const moods = {
  yes: [10, 0],
  no: [5, 0],
  other: [2, 0],
  why: [2, 0],
  twice: [3, 0],
  old: [2, 2],
  look: [0.5, 0],
  reply: [1, 1],
  pending: [0.5, 0.5],
  keyYes: [2, 2],
  escape: [1, 1],
  arrows: [1, 1],
  draft: [0.8, 0.5],
  resize: [1.2, 1.2],
  split: [0.8, 0.8],
  copyMode: [0.8, 0.8],
  interrupt: [0.7, 0.7],
  release: [1.5, 8],
  restart: [1, 1],
  loseHooks: [1, 1],
  crash: [0.4, 0.2],
  text: [2, 2],
  bare: [1, 1],
  ask: [4, 12],
};

/** Somebody with a phone, a keyboard and no plan. */
export function createOperator({ house, random, ledger, work, log, session }) {
  const hand = createHand({ house, random, ledger, log });
  const keyboard = createKeyboard({ house, random, ledger, log, session });
  const send = (words, mark) => hand.say(`/send ${session.name} ${words}`, mark);
  let texts = 0;
  const some = () => {
    const mark = `t${(texts += 1)}z`;
    const form = random.pick(['hello #', '1 #', 'y #', 'two\nlines #', '# @ada']);
    return [form.replace('#', mark), mark];
  };

  const deeds = {
    yes: () => hand.tapSome((tone) => tone === 'allow'),
    no: () => hand.tapSome((tone) => tone === 'deny'),
    /** Whatever is no rule, and the ticks and the Submit of a form. */
    other: () =>
      hand.tapSome((tone, one) => tone === 'plain' || /:(?:t\d+|s)$/.test(one.callback_data)),
    always: () => hand.tapSome((tone) => tone === 'always'),
    async why() {
      const card = await hand.tapSome((_, one) => one.callback_data.endsWith(':why'));
      if (card === null) return;
      await pause(random.below(1_500));
      await hand.say(some()[0]);
    },
    async twice() {
      const isClear = (tone) => tone === 'allow' || tone === 'deny';
      if ((await hand.tapSome(isClear)) !== null) await hand.tapSome(isClear);
    },
    old: () => hand.tapAgain(),
    look: () => hand.tapSome((_, one) => one.callback_data.endsWith(':screen')),
    async reply() {
      const card = random.pick(hand.cards().slice(-4));
      if (card !== undefined) await hand.say(some()[0], null, { replyTo: card.message });
    },
    pending: () => hand.say('/pending'),
    keyYes: () => keyboard.yes(),
    escape: () => keyboard.escape(),
    arrows: () => keyboard.arrows(),
    draft: () => keyboard.draft(),
    tidy: () => keyboard.tidy(),
    resize: () => keyboard.resize(),
    split: () => keyboard.split(),
    copyMode: () => keyboard.copyMode(),
    async interrupt() {
      ledger.spoiled();
      await hand.say(`/interrupt ${session.name}`);
    },
    release() {
      log('the model goes on');
      house.model.release();
    },
    async restart() {
      log('kill -9 of the daemon');
      await house.killDaemon(random.pick(['SIGKILL', 'SIGKILL', 'SIGTERM']));
      await pause(random.below(3_000));
      await house.startDaemon();
      log('the daemon is up again');
      // Up to 3.4, tmux crashes when it tells a client that is just coming of an operator's window.
      await pause(1_000);
    },
    async loseHooks() {
      log('hooks get lost');
      await house.loseHooks(500 + random.below(4_000));
    },
    async crash() {
      const found = await house.agentProcess();
      if (found === null) return;
      // The name is free for the resume only when nobody sits in its window.
      await keyboard.join();
      log('kill -9 of the agent');
      ledger.spoiled();
      process.kill(found.pid, 'SIGKILL');
      await pause(1_000 + random.below(2_000));
      await deeds.resume();
    },
    async resume() {
      ledger.spoiled();
      await hand.say(`/resume ${session.name}`);
    },
    text: () => send(...some()),
    bare: () => send(random.pick(['1', 'y', 'yes', '2', 'n']), null),
    async ask() {
      const { words, name } = work.next();
      await send(words, name);
    },
  };

  return {
    ...hand,
    screen: () => keyboard.screen(),
    asks: () => keyboard.asks(),
    deeds,
    /** `rules`: also what answers for all that follows. */
    async step({ isStopped, hasDraft, rules }) {
      const column = hand.open().length > 0 ? 0 : 1;
      const name = random.weighed([
        ...Object.entries(moods).map(([deed, weights]) => [weights[column], deed]),
        [isStopped ? 60 : 0, 'resume'],
        [hasDraft ? 20 : 1, 'tidy'],
        [rules ? 1.5 : 0, 'always'],
      ]);
      try {
        await deeds[name]();
      } catch (error) {
        // The agent was killed a moment ago, and its pane with it.
        if (!/can't find pane/.test(error.message)) throw error;
      }
      return name;
    },
  };
}
