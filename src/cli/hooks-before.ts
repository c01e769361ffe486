import { isDeepStrictEqual } from 'node:util';
import type { HookInstall } from '../agents/hooks.ts';
import { copiesOf, isPlainFile } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';

export interface Restored {
  /** Null: the file goes. */
  readonly after: string | null;
  /** The copy that becomes the file again. */
  readonly copy: SettingsFile | null;
}

/**
 * What was there before, to the letter, where nothing but our hooks has come since: a copy was kept of it.
 * Without any copy nothing was there, so that a file with nothing left in it goes.
 */
export async function restored(
  install: HookInstall,
  file: SettingsFile,
  left: string | null,
  path: string,
  relay: string,
): Promise<Restored> {
  if (left === null) return { after: null, copy: null };
  const copies = (await copiesOf(file)).filter(({ text }) => isTheirs(install, text));
  const copy = copies.find(({ text }) => {
    // Once in and out again, because what is empty goes with our leaving.
    const again = install.remove(install.add(text, relay, null));
    return again !== null && isDeepStrictEqual(valueOf(again), valueOf(left));
  });
  if (copy !== undefined) return { after: copy.text, copy };
  const empty = isDeepStrictEqual(valueOf(left), {});
  const ours = empty && copies.length === 0 && (await isPlainFile(path));
  return { after: ours ? null : left, copy: null };
}

/** With no hook of ours in it, and of a form that they were added to. */
function isTheirs(install: HookInstall, text: string | null): boolean {
  try {
    return text !== null && install.remove(text) === text;
  } catch {
    return false;
  }
}

function valueOf(text: string): unknown {
  return JSON.parse(text.replace(/^\u{feff}/u, ''));
}
