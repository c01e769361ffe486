import { describe, expect, it } from 'vitest';
import { parseCloneAddress } from '../../src/sessions/workspace/clone-address.ts';

describe('the address of a clone', () => {
  it.each([
    'https://example.org/ada/shop.git',
    'https://example.org:8443/shop',
    'ssh://git@example.org:2222/ada/shop.git',
    'ssh://example.org/shop',
    'git@example.org:ada/shop.git',
    'file:///srv/git/shop.git',
    '/srv/git/shop.git',
    '/srv/a:b',
  ])('%s is taken', (address) => {
    expect(parseCloneAddress(address)).toEqual({ kind: 'address', address });
  });

  it.each([
    '--upload-pack=touch /tmp/x',
    '-u',
    'ext::sh -c touch% /tmp/x',
    'http://example.org/shop',
    'git://example.org/shop',
    'ftp://example.org/shop',
    'ssh://-oProxyCommand=x/shop',
    'ssh://-x@example.org/shop',
    '-git@example.org:shop',
    'git@-oProxyCommand=x:shop',
    'fd::17/shop',
    'relative/path',
    '../shop',
    '',
    'https://exa mple.org/x',
    'https://example.org/\nx',
    '/srv/x\0y',
  ])('%j is refused', (address) => {
    expect(parseCloneAddress(address).kind).toBe('failed');
  });

  it.each([
    'https://ada:hush@example.org/shop',
    'https://hush@example.org/shop',
    'https://:hush@example.org/shop',
    'ssh://ada:hush@example.org/shop',
    'https://example.org/shop?access_token=hush',
    'https://example.org/shop#hush',
  ])('P15 %s is refused in favour of a credential helper, and not repeated', (address) => {
    const parsed = parseCloneAddress(address);
    expect(parsed).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('credential helper'),
    });
    expect(JSON.stringify(parsed)).not.toContain('hush');
  });
});
