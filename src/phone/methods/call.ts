import { badRequest } from '../api-error.ts';
import type { JsonObject } from '../model.ts';
import { isObject } from '../model.ts';
import type { World } from '../world.ts';

/** One call of a method, as it came: JSON gives typed values, forms give strings. */
export interface Call {
  readonly method: string;
  readonly params: JsonObject;
  readonly files: ReadonlyMap<string, Upload>;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
}

export interface Upload {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

export type Handler = (call: Call, world: World) => unknown;

/** Empty when absent, as the server sees it. */
export function str(call: Call, name: string): string {
  const value = call.params[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function required(call: Call, name: string): string {
  const value = str(call, name);
  if (value === '') throw badRequest(`Parameter "${name}" is required`);
  return value;
}

export function int(call: Call, name: string): number | null {
  const value = str(call, name);
  return /^-?\d+$/.test(value) ? Number(value) : null;
}

export function bool(call: Call, name: string): boolean {
  return /^(?:true|yes|1)$/i.test(str(call, name));
}

/** A nested object or array; undefined when absent. `refusal` is what the server says to broken JSON. */
export function json(call: Call, name: string, refusal: string): unknown {
  const value = call.params[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw badRequest(refusal);
  }
}

export function jsonObject(call: Call, name: string, refusal: string): JsonObject | null {
  const value = json(call, name, refusal);
  return isObject(value) ? value : null;
}
