import { fieldsOf } from '../domain/fields.ts';
import type { Fields } from '../domain/fields.ts';
import type { TroubleKind } from '../domain/trouble.ts';

/** What is pushed besides decisions, which always are. */
export const alertKinds = ['ended', 'turns', 'problems', 'stuck', 'context', 'leases'] as const;
export type AlertKind = (typeof alertKinds)[number];

/** `auto`: with sound, unless somebody reads along. */
export const levels = ['sound', 'auto', 'silent', 'off'] as const;
export type Level = (typeof levels)[number];

export type Alerts = Readonly<Record<AlertKind, Level>>;

export interface AlertSettings {
  readonly alerts: Alerts;
  /** What a session has of its own, by its id. */
  readonly sessions: Readonly<Record<string, Partial<Alerts>>>;
}

export const defaultAlerts: Alerts = {
  ended: 'sound',
  turns: 'auto',
  problems: 'sound',
  stuck: 'sound',
  context: 'sound',
  leases: 'sound',
};

export function levelOf(settings: AlertSettings, kind: AlertKind, session: string | null): Level {
  const own = session === null ? undefined : settings.sessions[session]?.[kind];
  return own ?? settings.alerts[kind];
}

export const alertOf: Readonly<Record<TroubleKind, AlertKind>> = {
  problem: 'problems',
  context: 'context',
  stuck: 'stuck',
  lease: 'leases',
};

/** As it stands in `bot.json`, also in the form that only knew yes and no. */
export function alertSettingsOf(fields: Fields): AlertSettings {
  const given = fields.child('alerts');
  const loudTurns = !fields.flagOr('silentTurns', true);
  const alerts = {
    ...defaultAlerts,
    ...(loudTurns ? { turns: 'sound' as const } : {}),
    ...(given === null ? {} : someOf(given)),
  };
  const sessions = fields.child('sessions');
  return {
    alerts,
    sessions: Object.fromEntries(
      Object.entries(sessions?.object ?? {}).map(([id, own]) => [id, someOf(fieldsOf(own, id))]),
    ),
  };
}

function someOf({ object }: Fields): Partial<Alerts> {
  const some: Partial<Record<AlertKind, Level>> = {};
  for (const kind of alertKinds) {
    const level = object[kind] === false ? 'off' : levels.find((one) => one === object[kind]);
    if (level !== undefined) some[kind] = level;
  }
  return some;
}
