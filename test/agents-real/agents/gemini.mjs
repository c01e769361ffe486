import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const gemini = {
  id: 'gemini',
  package: '@google/gemini-cli',
  has: ['ask', 'tick'],
  differs: { ' !touch shell-mode.txt': { got: '!touch shell-mode.txt', why: 'it is trimmed' } },

  async settle({ home, folders, model }) {
    const config = join(home, '.gemini');
    await mkdir(config, { recursive: true });
    const trusted = await Promise.all(folders.map((folder) => realpath(folder)));
    await writeFile(
      join(config, 'settings.json'),
      JSON.stringify({
        security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: true } },
        general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
        ui: { hideTips: true },
      }),
    );
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
