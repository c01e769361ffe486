import { parseDecisionId } from '../domain/ids.ts';
import type { DecisionId } from '../domain/ids.ts';

/**
 * What is in a button, at most 64 bytes:
 *
 *   d:<decision>:<n> | s | t<n> | why | screen | k<key>.<screen>     s:<verb>:<session>     c:<command>:<argument>
 *   y:<confirmation>     t:<kept text>:<session>     w:<step of a wizard>
 */
export type Callback =
  | { readonly kind: 'decision'; readonly id: DecisionId; readonly act: DecisionAct }
  | { readonly kind: 'session'; readonly verb: string; readonly session: string }
  | { readonly kind: 'command'; readonly name: string; readonly argument: string }
  | { readonly kind: 'confirmation'; readonly id: string }
  | { readonly kind: 'text'; readonly word: string; readonly session: string }
  | { readonly kind: 'wizard' }
  | { readonly kind: 'unknown' };

export type DecisionAct =
  | { readonly kind: 'option'; readonly index: number }
  | { readonly kind: 'toggle'; readonly index: number }
  | { readonly kind: 'submit' }
  | { readonly kind: 'why' }
  | { readonly kind: 'screen' }
  /** A key for a prompt that cannot be read; `mark` says on which screen it was offered. */
  | { readonly kind: 'key'; readonly code: string; readonly mark: string };

export function parseCallback(data: unknown): Callback {
  if (typeof data !== 'string' || Buffer.byteLength(data) > 64) return { kind: 'unknown' };
  const [, form = '', first = '', rest = ''] = /^([dsctyw]):([^:]*)(?::(.*))?$/s.exec(data) ?? [];
  const word = /^[a-z_]{1,32}$/.test(first);
  switch (form) {
    case 'd': {
      const id = parseDecisionId(first);
      const act = parseAct(rest);
      return id === null || act === null ? { kind: 'unknown' } : { kind: 'decision', id, act };
    }
    case 's':
      return word && rest !== ''
        ? { kind: 'session', verb: first, session: rest }
        : { kind: 'unknown' };
    case 'c':
      return word ? { kind: 'command', name: first, argument: rest } : { kind: 'unknown' };
    case 'y':
      return /^[\w-]{4,40}$/.test(first) && rest === ''
        ? { kind: 'confirmation', id: first }
        : { kind: 'unknown' };
    case 't':
      return /^[\w-]{4,20}$/.test(first) && rest !== ''
        ? { kind: 'text', word: first, session: rest }
        : { kind: 'unknown' };
    case 'w':
      return { kind: 'wizard' };
    default:
      return { kind: 'unknown' };
  }
}

function parseAct(text: string): DecisionAct | null {
  if (text === 's') return { kind: 'submit' };
  if (text === 'why') return { kind: 'why' };
  if (text === 'screen') return { kind: 'screen' };
  const [, code, mark] = /^k([a-z0-9]{1,3})\.([0-9a-f]{8})$/.exec(text) ?? [];
  if (code !== undefined && mark !== undefined) return { kind: 'key', code, mark };
  const [, toggle, digits] = /^(t?)(\d{1,2})$/.exec(text) ?? [];
  if (digits === undefined) return null;
  return { kind: toggle === 't' ? 'toggle' : 'option', index: Number(digits) };
}

export function decisionData(id: DecisionId, act: DecisionAct): string {
  switch (act.kind) {
    case 'option':
      return `d:${id}:${act.index}`;
    case 'toggle':
      return `d:${id}:t${act.index}`;
    case 'submit':
      return `d:${id}:s`;
    case 'key':
      return `d:${id}:k${act.code}.${act.mark}`;
    case 'why':
    case 'screen':
      return `d:${id}:${act.kind}`;
  }
}

export const sessionData = (verb: string, session: string) => fitting(`s:${verb}:${session}`);
export const commandData = (name: string, argument: string) => fitting(`c:${name}:${argument}`);
export const confirmationData = (id: string) => fitting(`y:${id}`);
export const textData = (word: string, session: string) => fitting(`t:${word}:${session}`);

/** A bug of ours, found by the first test that makes the button: longer data is for `shorten`. */
function fitting(data: string): string {
  if (Buffer.byteLength(data) > 64) throw new Error(`callback data of more than 64 bytes: ${data}`);
  return data;
}
