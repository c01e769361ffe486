import { isObject } from './model.ts';

/** Switches that make the server misbehave as a network and a busy Telegram do. */
export interface Faults {
  /** Gives the rule's id. The first matching rule wins; a rule without `times` stays until cleared. */
  set(rule: FaultRule): number;
  list(): readonly ActiveFault[];
  clear(id?: number): void;
  /** The action for this call, counted against its rule. */
  take(method: string, chat: string | null): FaultAction | null;
}

export interface FaultRule {
  /** A method by name (any case) or pattern; absent: every method. */
  readonly method?: string | RegExp;
  readonly chat?: number | string;
  readonly times?: number;
  readonly action: FaultAction;
}

export type FaultAction =
  /** The connection is closed before anything happens. */
  | 'drop'
  /** The call is carried out, then the connection is closed without an answer. */
  | 'lost_answer'
  /** Nothing happens and nobody answers. */
  | 'black_hole'
  /** For getUpdates: what it hands out comes a second time. */
  | 'duplicate'
  /** For getUpdates: the latest comes first. */
  | 'out_of_order'
  | { readonly delay: number }
  | { readonly status: number }
  | { readonly retryAfter: number }
  | { readonly error: { readonly code: number; readonly description: string } };

export interface ActiveFault {
  readonly id: number;
  readonly rule: FaultRule;
  /** Null: until cleared. */
  readonly left: number | null;
}

export function createFaults(): Faults {
  let rules: ActiveFault[] = [];
  let last = 0;

  return {
    set(rule) {
      last += 1;
      rules.push({ id: last, rule, left: rule.times ?? null });
      return last;
    },
    list: () => rules,
    clear(id) {
      rules = id === undefined ? [] : rules.filter((one) => one.id !== id);
    },
    take(method, chat) {
      const hit = rules.find((one) => matches(one.rule, method, chat));
      if (hit === undefined) return null;
      if (hit.left !== null) {
        const left = hit.left - 1;
        rules =
          left <= 0
            ? rules.filter((one) => one !== hit)
            : rules.map((one) => (one === hit ? { ...one, left } : one));
      }
      return hit.rule.action;
    },
  };
}

function matches(rule: FaultRule, method: string, chat: string | null): boolean {
  if (rule.chat !== undefined && String(rule.chat) !== chat) return false;
  if (rule.method === undefined) return true;
  return typeof rule.method === 'string'
    ? rule.method.toLowerCase() === method.toLowerCase()
    : rule.method.test(method);
}

/** A rule as it comes over HTTP; a method may be `/pattern/`. Null when it is none. */
export function parseFaultRule(value: unknown): FaultRule | null {
  if (!isObject(value)) return null;
  const action = parseAction(value['action']);
  if (action === null) return null;
  const { method, times, chat } = value;
  return {
    action,
    ...(typeof method === 'string' ? { method: methodPattern(method) } : {}),
    ...(typeof times === 'number' ? { times } : {}),
    ...(typeof chat === 'number' || typeof chat === 'string' ? { chat } : {}),
  };
}

function methodPattern(text: string): string | RegExp {
  return /^\/.+\/$/.test(text) ? new RegExp(text.slice(1, -1), 'i') : text;
}

function parseAction(value: unknown): FaultAction | null {
  switch (value) {
    case 'drop':
    case 'lost_answer':
    case 'black_hole':
    case 'duplicate':
    case 'out_of_order':
      return value;
    default:
  }
  if (!isObject(value)) return null;
  const { delay, status, retryAfter, error } = value;
  if (typeof delay === 'number') return { delay };
  if (typeof status === 'number') return { status };
  if (typeof retryAfter === 'number') return { retryAfter };
  if (!isObject(error)) return null;
  const { code, description } = error;
  return typeof code === 'number' && typeof description === 'string'
    ? { error: { code, description } }
    : null;
}
