import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const opencode = {
  id: 'opencode',
  package: 'opencode-ai',
  confirmsRules: true,
  has: ['ask', 'tick', 'words'],
  refuses: ['exit', 'quit', ':q'],
  // What no way of typing changes.
  differs: { 'tell @ada': { got: 'tell @ada ', why: 'a space is behind it' } },

  async settle({ home, model }) {
    const config = join(home, '.config', 'opencode');
    await mkdir(join(config, 'node_modules'), { recursive: true });
    // As after its first start ever, when it got the packages that its plugins may need.
    await writeFile(
      join(config, 'package-lock.json'),
      JSON.stringify({ packages: { '': { dependencies: { '@opencode-ai/plugin': '*' } } } }),
    );
    await writeFile(
      join(config, 'opencode.json'),
      JSON.stringify({
        model: 'scripted/scripted',
        small_model: 'scripted/scripted',
        autoupdate: false,
        share: 'disabled',
        permission: { edit: 'ask', bash: 'ask', webfetch: 'ask', external_directory: 'ask' },
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            name: 'Scripted',
            options: { baseURL: `${model.url}/v1`, apiKey: 'made-up' },
            models: {
              scripted: { name: 'Scripted', limit: { context: 200_000, output: 8000 } },
            },
          },
        },
      }),
    );
    return {
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    };
  },
};
