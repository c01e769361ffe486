import type { SessionId } from './ids.ts';

/**
 * Friendly names: `tap-<folder>`, or two words from the id where there is no folder. A name is
 * always safe as a tmux session name, a file name and a word in a chat.
 */
export const prefix = 'tap-';
/** Prefixes of earlier tools whose sessions adoption recognises. */
export const legacyPrefixes = ['tmpm-', 'trusty-mpm-'] as const;
const slugLimit = 20;
const fallback = 'session';

const adjectives = (
  'amber ample azure bold brave brisk calm clear clever cosy crisp daring deft eager early fair ' +
  'fleet fond frank fresh gentle glad golden green happy hardy jolly keen kind lively loyal lucid ' +
  'lunar mellow merry mild neat noble patient placid plucky proud ready rosy silver snug sunny ' +
  'tidy vivid witty'
).split(' ');

const nouns = (
  'acorn anchor badger beacon birch brook cedar clover comet coral crane delta ember fern finch ' +
  'fjord garnet grove harbor heron island jasper kestrel lagoon lantern lark linden lotus maple ' +
  'marten meadow mesa orbit otter pebble pine plover poppy quartz raven reef ridge robin sparrow ' +
  'spruce summit thistle tulip willow wren'
).split(' ');

/** `tap-` and a slug of the last part of a path. */
export function nameFromDir(path: string): string {
  return prefix + slug(lastPart(path));
}

/** Two words that the id alone decides. */
export function nameFromUuid(id: SessionId | string): string {
  const value = BigInt(`0x${id.replaceAll('-', '')}`);
  const adjective = adjectives[Number(value % 50n)];
  const noun = nouns[Number((value / 50n) % 50n)];
  return `${prefix}${adjective}-${noun}`;
}

/** A name the operator gave, made safe; null when nothing usable is left of it. */
export function nameFromHint(hint: string): string | null {
  const made = slugOf(lastPart(hint.trim()));
  if (made === '') return null;
  return made.startsWith(prefix) ? made : prefix + made;
}

/** `name`, or with the first free number behind it. */
export function uniqueName(name: string, taken: (candidate: string) => boolean): string {
  if (!taken(name)) return name;
  for (let n = 2; ; n += 1) {
    const candidate = `${name}-${n}`;
    if (!taken(candidate)) return candidate;
  }
}

/** The project of what belongs to none. */
export const noProject = 'none';

/** The slug of a folder, for the store's own folder of a project. */
export function projectSlug(path: string | null): string {
  return path === null ? noProject : slug(lastPart(path));
}

export function isOurs(tmuxName: string): boolean {
  return tmuxName.startsWith(prefix) || legacyPrefixes.some((one) => tmuxName.startsWith(one));
}

function lastPart(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? '';
}

function slug(text: string): string {
  const made = slugOf(text);
  return made === '' ? fallback : made;
}

/** Letters of any script keep their meaning where they can be spelled in ASCII; the rest is a dash. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, slugLimit + 64)
    .replace(/^-+/, '')
    .slice(0, slugLimit)
    .replace(/-+$/, '');
}
