import { describe, expect, it } from 'vitest';
import {
  isOurs,
  nameFromDir,
  nameFromHint,
  nameFromUuid,
  projectSlug,
  uniqueName,
} from '../../src/domain/names.ts';
import { newSessionId } from '../../src/domain/ids.ts';

describe('names from folders', () => {
  it.each([
    ['/Users/x/trusty-mpm', 'tap-trusty-mpm'],
    ['/x/--weird__  name--', 'tap-weird-name'],
    ['/x/...dots...', 'tap-dots'],
    ['/srv/my_api_v2', 'tap-my-api-v2'],
    ['/x/this-is-a-very-long-folder-name', 'tap-this-is-a-very-long'],
    ['/srv/Shop/', 'tap-shop'],
    ['/', 'tap-session'],
    ['/x/----', 'tap-session'],
    ['', 'tap-session'],
  ])('S1.34 %s gives %s', (path, name) => {
    expect(nameFromDir(path)).toBe(name);
  });

  it('T2.18 a hint with nothing usable in it is refused instead of becoming a common name', () => {
    for (const hint of ['', '..', '/', '  ', 'проект']) expect(nameFromHint(hint)).toBeNull();
  });

  it('a hint that has the prefix already does not get it twice', () => {
    expect(nameFromHint('tap-shop')).toBe('tap-shop');
    expect(nameFromHint(' ~/code/Shop ')).toBe('tap-shop');
  });

  it("the store's folder of a project is made of safe characters only", () => {
    const paths = [null, '/srv/Shop', '/x/../..', '/x/проект', '/x/.hidden', '/'];
    for (const path of paths) expect(projectSlug(path)).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  });
});

describe('names from ids', () => {
  it('S1.35 the id alone decides the two words', () => {
    const id = newSessionId();
    expect(nameFromUuid(id)).toBe(nameFromUuid(id));
    expect(nameFromUuid('00000000-0000-0000-0000-000000000000')).toBe('tap-amber-acorn');
    expect(nameFromUuid('00000000-0000-0000-0000-000000000033')).toBe('tap-ample-anchor');
  });

  it('S1.35 names are two words, short, and differ widely', () => {
    const names = Array.from({ length: 500 }, () => nameFromUuid(newSessionId()));
    for (const name of names) {
      expect(name).toMatch(/^tap-[a-z]+-[a-z]+$/);
      expect(name.length).toBeLessThanOrEqual(25);
    }
    expect(new Set(names).size).toBeGreaterThan(400);
  });
});

describe('uniqueness and ownership', () => {
  it('T1.6 two sessions in one folder get two names', () => {
    const taken = new Set<string>();
    const names = [1, 2, 3].map(() => {
      const name = uniqueName(nameFromDir('/srv/shop'), (candidate) => taken.has(candidate));
      taken.add(name);
      return name;
    });
    expect(names).toEqual(['tap-shop', 'tap-shop-2', 'tap-shop-3']);
  });

  it('our prefix and those of earlier tools are recognised at the beginning only', () => {
    expect(['tap-shop', 'tmpm-shop', 'trusty-mpm-shop'].map(isOurs)).toEqual([true, true, true]);
    expect(['my-tap-shop', 'shop', 'tapshop'].map(isOurs)).toEqual([false, false, false]);
  });
});
