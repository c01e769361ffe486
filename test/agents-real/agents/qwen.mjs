import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const qwen = {
  id: 'qwen',
  package: '@qwen-code/qwen-code',
  /** Below this one npm would take a version of long ago. */
  node: 24,
  has: ['ask', 'tick', 'words', 'hooks'],
  refuses: ['/nosuchcommand at all', 'exit', 'quit', ':q'],
  // What no way of typing changes.
  differs: { ' !touch shell-mode.txt': { got: '!touch shell-mode.txt', why: 'it is trimmed' } },

  async settle({ home, folders, model }) {
    const config = join(home, '.qwen');
    await mkdir(config, { recursive: true });
    const trusted = await Promise.all(folders.map((folder) => realpath(folder)));
    await writeFile(
      join(config, 'settings.json'),
      JSON.stringify({
        security: { auth: { selectedType: 'openai' }, folderTrust: { enabled: true } },
        // Otherwise a model of its own approves.
        tools: { approvalMode: 'default' },
        general: { enableAutoUpdate: false },
        // Both ask the model with tools, like the conversation itself.
        memory: { enableManagedAutoMemory: false, enableManagedAutoDream: false },
        ui: { enableFollowupSuggestions: false },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
      }),
    );
    await writeFile(
      join(config, 'trustedFolders.json'),
      JSON.stringify(Object.fromEntries(trusted.map((path) => [path, 'TRUST_FOLDER']))),
    );
    return {
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: 'made-up',
      OPENAI_MODEL: 'scripted',
    };
  },
};
