import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentById } from '../built.mjs';

export const gemini = {
  id: 'gemini',
  package: '@google/gemini-cli',
  has: ['ask', 'tick', 'hooks', 'whole'],
  differs: { ' !touch shell-mode.txt': { got: '!touch shell-mode.txt', why: 'it is trimmed' } },

  async settle({ home, folders, model, relay }) {
    const config = join(home, '.gemini');
    await mkdir(config, { recursive: true });
    const trusted = await Promise.all(folders.map((folder) => realpath(folder)));
    const settings = join(config, 'settings.json');
    await writeFile(
      settings,
      JSON.stringify({
        security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: true } },
        general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
        ui: { hideTips: true },
      }),
    );
    // In the settings, as everybody has them who is not root: for one start it takes hooks from root alone.
    if (relay !== null) {
      const { install } = agentById('gemini').hooks;
      await writeFile(settings, install.add(await readFile(settings, 'utf8'), relay, null));
    }
    await writeFile(
      join(config, 'trustedFolders.json'),
      JSON.stringify(Object.fromEntries(trusted.map((path) => [path, 'TRUST_FOLDER']))),
    );
    return {
      GEMINI_API_KEY: 'made-up',
      GOOGLE_GEMINI_BASE_URL: model.url,
      COLORTERM: 'truecolor',
    };
  },
};
