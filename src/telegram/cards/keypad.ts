import type { Key } from '../../domain/ask.ts';
import type { Decision } from '../../domain/decision.ts';
import { markOf } from '../../sessions/keypad.ts';
import { decisionData } from '../callbacks.ts';
import type { Button } from '../message.ts';

interface PadKey {
  readonly code: string;
  readonly label: string;
  readonly key: Key;
}

const rows: readonly (readonly PadKey[])[] = [
  ['1', '2', '3', '4', '5'].map((digit) => ({ code: digit, label: digit, key: { text: digit } })),
  [
    { code: 'l', label: '←', key: { name: 'Left' } },
    { code: 'u', label: '↑', key: { name: 'Up' } },
    { code: 'd', label: '↓', key: { name: 'Down' } },
    { code: 'r', label: '→', key: { name: 'Right' } },
  ],
  [
    { code: 'ent', label: 'Enter', key: { name: 'Enter' } },
    { code: 'esc', label: 'Esc', key: { name: 'Escape' } },
    { code: 'tab', label: 'Tab', key: { name: 'Tab' } },
  ],
];

/** For a prompt that nobody here can read. The buttons belong to the screen as it is on the card. */
export function keypadOf(decision: Decision): readonly (readonly Button[])[] {
  const mark = markOf(decision);
  return rows.map((row) =>
    row.map(({ code, label }) => ({
      label,
      data: decisionData(decision.id, { kind: 'key', code, mark }),
    })),
  );
}

export function padKey(code: string): Key | null {
  return rows.flat().find((one) => one.code === code)?.key ?? null;
}
