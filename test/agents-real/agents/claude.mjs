import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const key = 'sk-ant-made-up-for-tests-0123456789';

export const claude = {
  id: 'claude',
  package: '@anthropic-ai/claude-code',
  has: ['ask', 'tick', 'words', 'plan', 'hooks'],
  // It refuses control characters in a command by itself.
  marks: '\u202Etxt.evil\u202C \u200B',
  refuses: ['exit', 'quit', ':q'],
  // What no way of typing changes.
  differs: {
    'one\ttwo': { got: 'one    two', why: 'a tab becomes four spaces' },
    '/nosuchcommand at all': { got: '\n/nosuchcommand at all', why: 'an empty line is in front' },
  },

  async settle({ home, folders, model }) {
    const config = join(home, '.claude');
    await mkdir(config, { recursive: true });
    const trusted = await Promise.all(folders.map((folder) => realpath(folder)));
    await writeJson(join(config, '.claude.json'), {
      hasCompletedOnboarding: true,
      hasSeenAutoDefaultNudge: true,
      customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
      projects: Object.fromEntries(trusted.map((path) => [path, { hasTrustDialogAccepted: true }])),
    });
    await writeJson(join(config, 'settings.json'), {
      permissions: { defaultMode: 'default' },
      // Otherwise every address is looked up at claude.ai first.
      skipWebFetchPreflight: true,
    });
    return {
      CLAUDE_CONFIG_DIR: config,
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: key,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    };
  },
};

function writeJson(path, value) {
  return writeFile(path, JSON.stringify(value));
}
