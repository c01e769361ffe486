import { pause } from './pause.mjs';

/** How the last rows of a dialog look, to somebody who knows no more than that. */
const dialogs = {
  claude: { rows: 3, shows: /Esc to cancel/ },
  codex: { rows: 5, shows: /enter to (?:confirm|submit)/i },
  gemini: { rows: 14, shows: /● *\d+\. [^]*╰─+╯$/ },
  opencode: { rows: 5, shows: /enter (?:confirm|submit|toggle)/ },
};
const yes = {
  claude: ['1', 'Enter'],
  codex: ['y', 'Enter'],
  gemini: ['1', 'Enter'],
  opencode: ['Enter'],
};
const sizes = [
  [120, 40],
  [80, 24],
  [200, 50],
  [100, 30],
  [60, 20],
];

/** The operator at the terminal itself, past tapmux. */
export function createKeyboard({ house, random, ledger, log, session }) {
  const { agent, tmux } = house;
  const at = () => ['-t', session.pane];
  let split = null;

  async function press(...keys) {
    log(`keys ${keys.join(' ')}`);
    await tmux('send-keys', ...at(), ...keys);
  }

  const keyboard = {
    screen: () => tmux('capture-pane', '-p', ...at()).catch(() => ''),
    async asks() {
      const { rows, shows } = dialogs[agent.id];
      const drawn = (await keyboard.screen()).split('\n').filter((row) => row.trim() !== '');
      return shows.test(drawn.slice(-rows).join('\n').trimEnd());
    },
    async yes() {
      if (!(await keyboard.asks())) return;
      const key = random.pick(yes[agent.id]);
      ledger.pressed();
      await press(key);
      ledger.pressed();
    },
    async escape() {
      if (!(await keyboard.asks())) return;
      ledger.spoiled();
      await press('Escape');
      ledger.spoiled();
    },
    async arrows() {
      if (await keyboard.asks()) await press(...random.pick([['Down'], ['Up'], ['Down', 'Down']]));
    },
    draft: () => press('-l', random.pick(['ww', 'wip', 'w w w'])),
    async tidy() {
      if (!(await keyboard.asks())) await press('C-u', 'BSpace', 'C-u', 'BSpace', 'C-u');
    },
    async resize() {
      const [x, y] = random.pick(sizes);
      log(`resize ${x}x${y}`);
      await tmux('resize-window', ...at(), '-x', x, '-y', y);
    },
    async split() {
      if (split !== null) return keyboard.join();
      const side = random.pick(['-h', '-v']);
      log(`split ${side}`);
      split = await tmux('split-window', side, '-d', '-P', '-F', '#{pane_id}', ...at(), 'cat');
    },
    async join() {
      if (split === null) return;
      log('the split is over');
      await tmux('kill-pane', '-t', split.trim()).catch(() => {});
      split = null;
    },
    async copyMode() {
      log('copy-mode');
      await tmux('copy-mode', ...at());
      if (random.chance(0.5)) return;
      await pause(random.below(2_000));
      await tmux('send-keys', ...at(), '-X', 'cancel').catch(() => {});
    },
  };
  return keyboard;
}
