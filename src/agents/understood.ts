import { FieldError, fieldsOf } from '../domain/fields.ts';
import type { Fields } from '../domain/fields.ts';
import type { Report } from '../domain/report.ts';

/** Events come from anybody, in any shape: what lacks a field or has a wrong one tells nothing. */
export function understood(
  event: unknown,
  reportsOf: (fields: Fields) => readonly Report[],
): readonly Report[] {
  try {
    return reportsOf(fieldsOf(event));
  } catch (error) {
    if (error instanceof FieldError) return [];
    throw error;
  }
}
