import { describe, expect, it } from 'vitest';
import { newSessionId, parseSessionId } from '../../src/domain/ids.ts';
import { ambiguousMessage, findByIssue, resolveSession } from '../../src/domain/resolve.ts';
import { noCorrelation } from '../../src/domain/session.ts';
import type { Session } from '../../src/domain/session.ts';
import { sessionToJson } from '../../src/domain/wire.ts';
import { aSession } from '../support/session.ts';

function idFrom(start: string) {
  const id = parseSessionId(start + newSessionId().slice(start.length));
  if (id === null) throw new Error(`${start} does not begin a UUID`);
  return id;
}

const shop = aSession({ id: idFrom('abc1'), name: 'tap-shop' });
const shopTwo = aSession({ id: idFrom('abc2'), name: 'tap-shop-2' });
const api = aSession({ id: idFrom('f00d'), name: 'tap-api' });
const all = [shop, shopTwo, api];

function found(sessions: readonly Session[], text: string) {
  const result = resolveSession(sessions, text);
  return result.kind === 'found' ? result.session.id : result.kind;
}

describe('resolving a session', () => {
  it('S4.18 S4.34 a unique beginning of the id finds it, and so does the full id', () => {
    expect(found(all, api.id.slice(0, 8))).toBe(api.id);
    expect(found(all, api.id)).toBe(api.id);
    expect(found(all, 'abc1')).toBe(shop.id);
  });

  it('S4.22 serves records and their JSON form alike', () => {
    const json = all.map(sessionToJson);
    for (const text of ['abc1', 'tap-api', 'tap-s', '', 'nope', shop.id]) {
      const [one, other] = [resolveSession(all, text), resolveSession(json, text)];
      expect(other.kind).toBe(one.kind);
      expect(other.kind === 'found' && other.session.id).toBe(
        one.kind === 'found' && one.session.id,
      );
    }
  });

  it('S4.19 S4.36 an empty text finds nothing and is not ambiguous', () => {
    expect(resolveSession(all, '')).toEqual({ kind: 'none', text: '' });
    expect(resolveSession(all, '  ')).toEqual({ kind: 'none', text: '  ' });
  });

  it('S4.20 S4.35 no match carries the text as it was given', () => {
    expect(resolveSession(all, ' Nope ')).toEqual({ kind: 'none', text: ' Nope ' });
  });

  it('S4.21 S4.37 T4.4 several matches are all given as candidates, and counted', () => {
    const three = ['abc1', 'abc2', 'abc3'].map((start) => aSession({ id: idFrom(start) }));
    const result = resolveSession([...three, api], 'abc');
    expect(result).toEqual({ kind: 'ambiguous', text: 'abc', candidates: three });
    expect(ambiguousMessage('abc', three)).toBe('ambiguous session id "abc": 3 matches');
  });

  it('T1.10 an ambiguous beginning of a name picks nobody', () => {
    expect(resolveSession(all, 'tap-s')).toMatchObject({
      kind: 'ambiguous',
      candidates: [shop, shopTwo],
    });
  });

  it('T4.1 an exact name wins over being the beginning of others', () => {
    expect(found(all, 'tap-shop')).toBe(shop.id);
  });

  it('T4.1 an exact id wins over a session that bears it as a name', () => {
    const imitator = aSession({ name: shop.id });
    expect(found([imitator, shop], shop.id)).toBe(shop.id);
  });

  it('T4.3 capitals and blanks of a phone keyboard do not matter', () => {
    expect(found(all, '  TAP-Api ')).toBe(api.id);
    expect(found(all, ` ${shop.id.toUpperCase()}\n`)).toBe(shop.id);
    expect(found(all, 'F00D')).toBe(api.id);
  });

  it('C3 the order is id, name, short name, beginning', () => {
    const adopted = aSession({ name: 'shop' });
    expect(found([...all, adopted], 'shop')).toBe(adopted.id);
    expect(found(all, 'shop')).toBe(shop.id);
    expect(found(all, 'ap')).toBe(api.id);
    expect(found(all, 'tap-a')).toBe(api.id);
  });

  it('T4.13 archived sessions are found like others', () => {
    const old = aSession({ name: 'tap-old', lifecycle: 'archived' });
    expect([old.id, 'tap-old', 'ol'].map((text) => found([...all, old], text))).toEqual([
      old.id,
      old.id,
      old.id,
    ]);
  });

  it('a decommissioned session yields its name, and is still found by its id', () => {
    const past = aSession({ name: 'tap-shop', lifecycle: 'decommissioned' });
    expect(found([past, ...all], 'tap-shop')).toBe(shop.id);
    expect(found([past, ...all], past.id)).toBe(past.id);
    expect(found([past, api], 'tap-shop')).toBe(past.id);
  });

  it('a session that is in the list twice is one session', () => {
    expect(found([shop, { ...shop }], 'tap-shop')).toBe(shop.id);
  });
});

function on(issueId: string, changes: Partial<Session> = {}): Session {
  const correlation = { ...noCorrelation, issueId };
  return aSession({ correlation, lifecycle: 'active', ...changes });
}

describe('sessions of an issue', () => {
  it('S4.23 S4.32 only those at work on exactly that issue count', () => {
    const mine = on('42');
    const others = [
      on('42', { lifecycle: 'stopped' }),
      on('42', { lifecycle: 'errored' }),
      on('42', { lifecycle: 'archived' }),
      on('42', { lifecycle: 'decommissioned' }),
      on('42', { attention: 'exited' }),
      on('421'),
      on('4'),
      aSession({ lifecycle: 'active' }),
    ];
    expect(findByIssue([...others, mine], '42')).toEqual([mine]);
    expect(findByIssue([...others, mine], '7')).toEqual([]);
  });

  it('S4.23 work has begun with provisioning and goes on while paused', () => {
    const states = ['provisioning', 'starting', 'active', 'detached', 'paused'] as const;
    const sessions = states.map((lifecycle) => on('42', { lifecycle }));
    expect(findByIssue(sessions, '42')).toEqual(sessions);
  });
});
