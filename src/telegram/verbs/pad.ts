import { createHash } from 'node:crypto';
import type { Key } from '../../domain/ask.ts';
import type { Session } from '../../domain/session.ts';
import type { Room } from '../command.ts';
import type { Button, Keyboard } from '../message.ts';

interface PadKey {
  readonly code: string;
  readonly label: string;
  readonly key: Key;
}

const rows: readonly (readonly PadKey[])[] = [
  [
    { code: 'esc', label: 'Esc', key: { name: 'Escape' } },
    { code: 'u', label: '↑', key: { name: 'Up' } },
    { code: 'ent', label: 'Enter', key: { name: 'Enter' } },
  ],
  [
    { code: 'l', label: '←', key: { name: 'Left' } },
    { code: 'd', label: '↓', key: { name: 'Down' } },
    { code: 'r', label: '→', key: { name: 'Right' } },
  ],
  ['1', '2', '3', '4'].map((digit) => ({ code: digit, label: digit, key: { text: digit } })),
  [
    { code: 'tab', label: 'Tab', key: { name: 'Tab' } },
    { code: 'bt', label: '⇧Tab', key: { name: 'BTab' } },
    { code: 'sp', label: 'Space', key: { name: 'Space' } },
    { code: 'bs', label: '⌫', key: { name: 'BSpace' } },
    { code: 'cc', label: 'Ctrl-C', key: { name: 'C-c' } },
  ],
];

const look = 'look';

/** What a press of the pad means; `mark` says which prompt of which run it was drawn for. */
export interface Press {
  readonly sessionId: string;
  /** Null only looks. */
  readonly key: Key | null;
  readonly mark: string;
}

export function padOf(session: Session, mark: string): Keyboard {
  const button = (label: string, code: string): Button => ({
    label,
    data: `c:keys:${session.id}:${code}:${mark}`,
  });
  return [
    ...rows.map((row) => row.map(({ label, code }) => button(label, code))),
    [button('⟳ Look again', look)],
  ];
}

export function parsePress(argument: string): Press | null {
  const [sessionId = '', code = '', mark = '', ...surplus] = argument.split(':');
  if (surplus.length > 0 || mark === '') return null;
  if (code === look) return { sessionId, key: null, mark };
  const found = rows.flat().find((one) => one.code === code);
  return found === undefined ? null : { sessionId, key: found.key, mark };
}

/**
 * Changes when the session's agent was started anew or asks something else. Not with every change of
 * the screen: a spinner alone would make the pad useless.
 */
export async function markOf(room: Room, session: Session): Promise<string> {
  const open = (await room.sessions.pending())
    .filter((decision) => decision.sessionId === session.id)
    .map((decision) => decision.id);
  const state = [session.runId ?? '', ...open].join(' ');
  return createHash('sha256').update(state).digest('hex').slice(0, 8);
}
