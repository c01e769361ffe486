import { describe, expect, it } from 'vitest';
import { newDecisionId, newRunId, newSessionId, parseSessionId } from '../../src/domain/ids.ts';
import type { SessionId } from '../../src/domain/ids.ts';
import { newSession } from '../../src/domain/session.ts';
import { sessionToJson } from '../../src/domain/wire.ts';
import { aSession } from '../support/session.ts';

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('session ids', () => {
  it('S1.2 a new id and the id that a new session gets by default are fresh random UUIDs', () => {
    const made = Array.from({ length: 200 }, () => newSessionId());
    const byDefault = Array.from(
      { length: 200 },
      () => newSession({ workdir: '/srv', agent: 'claude', now: 0 }).id,
    );
    const all = [...made, ...byDefault];
    expect(new Set(all).size).toBe(400);
    for (const id of all) expect(id).toMatch(uuid4);
  });

  it('S1.3 an id compares by value, is a map key, copies, and is a bare string in JSON', () => {
    const id = newSessionId();
    const copy = parseSessionId(String(id));
    const names = new Map<SessionId | null, string>([[id, 'shop']]);
    expect(copy === id).toBe(true);
    expect(names.get(copy)).toBe('shop');
    expect(JSON.stringify({ id: sessionToJson(aSession({ id })).id })).toBe(`{"id":"${id}"}`);
  });

  it('S1.3 an id that a person wrote in capitals is the same id', () => {
    const id = newSessionId();
    expect(parseSessionId(id.toUpperCase())).toBe(id);
  });

  it('what is not a UUID is not an id', () => {
    const wrong = ['', '../x', 'abc', `${newSessionId()}x`, ` ${newSessionId()}`, 7, null, {}];
    for (const value of wrong) expect(parseSessionId(value)).toBeNull();
  });

  it('C2 each start of the agent has an id of its own, of another kind than the session', () => {
    const runs = Array.from({ length: 50 }, () => newRunId());
    expect(new Set(runs).size).toBe(50);
    for (const run of runs) expect(run).toMatch(uuid4);
  });

  it('a decision id is short enough for a button', () => {
    expect(newDecisionId()).toMatch(/^[0-9a-f]{8}$/);
  });
});
