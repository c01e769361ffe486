import { readTmuxVersion } from '../../src/tmux/version.ts';

/** Without a usable tmux nearly everything would fail for one reason: say it once. */
export default async function setup(): Promise<void> {
  await readTmuxVersion();
}
