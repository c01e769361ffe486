import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const codex = {
  id: 'codex',
  package: '@openai/codex',
  has: [],
  // A command must fit into one argument of a program.
  longest: 60_000,
  differs: { ' !touch shell-mode.txt': { got: '!touch shell-mode.txt', why: 'it is trimmed' } },

  async settle({ home, folders, model }) {
    const config = join(home, '.codex');
    await mkdir(config, { recursive: true });
    const trusted = await Promise.all(folders.map((folder) => realpath(folder)));
    await writeFile(
      join(config, 'config.toml'),
      `model = "scripted"
model_provider = "scripted"
approval_policy = "on-request"
sandbox_mode = "read-only"
check_for_update_on_startup = false

[model_providers.scripted]
name = "Scripted"
base_url = "${model.url}/v1"
env_key = "SCRIPTED_API_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = false

[analytics]
enabled = false

[feedback]
enabled = false

[features]
daemon_auto_start = false

[tui]
screen_reader_detection_done = true
${trusted.map((path) => `\n[projects.${JSON.stringify(path)}]\ntrust_level = "trusted"\n`).join('')}`,
    );
    return { CODEX_HOME: config, SCRIPTED_API_KEY: 'made-up' };
  },
};
