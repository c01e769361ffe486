import { describe, expect, it } from 'vitest';
import { newDecisionId, newSessionId, parseDecisionId } from '../../src/domain/ids.ts';
import {
  commandData,
  confirmationData,
  decisionData,
  parseCallback,
  sessionData,
  textData,
} from '../../src/telegram/callbacks.ts';
import type { DecisionAct } from '../../src/telegram/callbacks.ts';

describe('callback data', () => {
  it.each<DecisionAct>([
    { kind: 'option', index: 0 },
    { kind: 'option', index: 99 },
    { kind: 'toggle', index: 12 },
    { kind: 'submit' },
    { kind: 'why' },
    { kind: 'screen' },
  ])('a decision: $kind comes back as it went out', (act) => {
    const id = newDecisionId();
    const data = decisionData(id, act);
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
    expect(parseCallback(data)).toEqual({ kind: 'decision', id, act });
  });

  it('sessions, commands, confirmations and texts come back as they went out', () => {
    const id = newSessionId();
    expect(parseCallback(sessionData('decommission', id))).toEqual({
      kind: 'session',
      verb: 'decommission',
      session: id,
    });
    expect(parseCallback(commandData('sessions', '2:shop:x'))).toEqual({
      kind: 'command',
      name: 'sessions',
      argument: '2:shop:x',
    });
    expect(parseCallback(confirmationData('abcd1234'))).toEqual({
      kind: 'confirmation',
      id: 'abcd1234',
    });
    expect(parseCallback(textData('abcd', id))).toEqual({
      kind: 'text',
      word: 'abcd',
      session: id,
    });
    expect(parseCallback('w:step:2')).toEqual({ kind: 'wizard' });
  });

  it.each([
    '',
    ':',
    'd:',
    'd::1',
    'd:12345678',
    'd:1234567:1',
    'd:12345678:',
    'd:12345678:1:2',
    'd:12345678:100',
    'd:12345678:-1',
    'd:1234567g:1',
    'd:12345678:constructor',
    's:stop',
    's:stop:',
    's:STOP:x',
    's:__proto__ :x',
    'c::x',
    'y:',
    'y:a:b',
    't:abcd',
    'x:1',
    'c:x:'.padEnd(65, 'y'),
    'ü'.repeat(33),
  ])('%j is none of ours', (data) => {
    expect(parseCallback(data)).toEqual({ kind: 'unknown' });
  });

  it.each([undefined, null, 7, {}])('%j is none of ours', (data) => {
    expect(parseCallback(data)).toEqual({ kind: 'unknown' });
  });

  it('a button that would not fit is a bug, found when it is made', () => {
    expect(() => commandData('sessions', 'x'.repeat(60))).toThrow('64 bytes');
  });

  it('ids are those of the domain', () => {
    expect(parseDecisionId('12345678')).toBe('12345678');
  });
});
