import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/domain/fields.ts';
import { alertSettingsOf, defaultAlerts, levelOf } from '../../src/telegram/alerts.ts';

const read = (stored: object) => alertSettingsOf(fieldsOf(stored));

describe('what a chat chose to hear', () => {
  it('is read from the form that only knew yes and no', () => {
    expect(read({ alerts: { ended: true, turns: true }, silentTurns: true }).alerts).toEqual(
      defaultAlerts,
    );
    const chosen = read({ alerts: { ended: false, turns: true }, silentTurns: false }).alerts;
    expect(chosen).toEqual({ ...defaultAlerts, ended: 'off', turns: 'sound' });
    expect(read({ alerts: { turns: false }, silentTurns: false }).alerts.turns).toBe('off');
  });

  it('survives being written and read, and what is not known is as usual', () => {
    const settings = {
      alerts: { ...defaultAlerts, stuck: 'off' },
      sessions: { s: { ended: 'silent' } },
    };
    expect(read(JSON.parse(JSON.stringify(settings)) as object)).toEqual(settings);
    expect(read({ alerts: { ended: 'louder' }, sessions: { s: { turns: 7 } } })).toEqual({
      alerts: defaultAlerts,
      sessions: { s: {} },
    });
  });

  it('a session’s own choice goes before the chat’s', () => {
    const settings = read({ alerts: { stuck: 'silent' }, sessions: { s: { stuck: 'sound' } } });
    expect(levelOf(settings, 'stuck', 's')).toBe('sound');
    expect(levelOf(settings, 'stuck', 'other')).toBe('silent');
    expect(levelOf(settings, 'ended', null)).toBe('sound');
  });
});
