import type { OutgoingMessage } from '../message.ts';
import { italic, lines } from '../text/compose.ts';
import { shortened } from '../text/split.ts';

/** More would bury the chat under its parts. */
const longest = 12_000;
const beginning = 3_000;

/** A text that nobody would scroll through: its beginning, and all of it in a file. */
export function readable(message: OutgoingMessage): OutgoingMessage {
  const { body } = message;
  if (body.text.length <= longest || message.document !== undefined) return message;
  return {
    ...message,
    body: lines(
      shortened(body, beginning),
      italic(`The beginning of ${body.text.length} characters; all of it is in the file.`),
    ),
    document: { name: 'message.txt', bytes: new TextEncoder().encode(body.text) },
  };
}
