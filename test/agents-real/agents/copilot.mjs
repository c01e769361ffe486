import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const copilot = {
  id: 'copilot',
  package: '@github/copilot',
  has: ['ask', 'tick', 'words', 'reason', 'hooks', 'whole'],
  refuses: ['!touch shell-mode.txt', ' !touch shell-mode.txt', 'exit', 'quit'],
  // What no way of typing changes.
  differs: {
    'one\ttwo': { got: 'one    two', why: 'a tab becomes four spaces' },
    '/nosuchcommand at all': { got: ' /nosuchcommand at all', why: 'a space is in front' },
  },

  async settle({ home, folders, model }) {
    const config = join(home, '.copilot');
    await mkdir(config, { recursive: true });
    const trusted = await Promise.all(folders.map((folder) => realpath(folder)));
    await writeFile(join(config, 'config.json'), JSON.stringify({ trustedFolders: trusted }));
    return {
      COPILOT_OFFLINE: 'true',
      COPILOT_AUTO_UPDATE: 'false',
      COPILOT_PROVIDER_BASE_URL: `${model.url}/v1`,
      COPILOT_PROVIDER_API_KEY: 'made-up',
      COPILOT_MODEL: 'scripted',
    };
  },
};
