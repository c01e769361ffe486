import type { Fields } from '../domain/fields.ts';
import type { Report } from '../domain/report.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which conversation an event is of. It becomes an argument later, so it has to look like one. */
export function conversation(event: Fields): readonly Report[] {
  const id = event.text('session_id');
  if (!uuid.test(id)) return [];
  return [{ kind: 'conversation', id, transcript: event.textOr('transcript_path', null) }];
}
