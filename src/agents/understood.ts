import { FieldError, fieldsOf } from '../domain/fields.ts';
import type { Fields } from '../domain/fields.ts';
import type { Report } from '../domain/report.ts';

type Parse = (event: unknown) => readonly Report[];

/** Events come from anybody, in any shape: what lacks a field or has a wrong one tells nothing. */
export function understood(reportsOf: (fields: Fields) => readonly Report[]): Parse {
  return (event) => {
    try {
      return reportsOf(fieldsOf(event));
    } catch (error) {
      if (error instanceof FieldError) return [];
      throw error;
    }
  };
}
