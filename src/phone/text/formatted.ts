import { badRequest } from '../api-error.ts';
import type { FormattedText } from '../model.ts';
import { withDetected } from './detect.ts';
import { clean, parseEntities } from './entities.ts';
import { parseHtml } from './html.ts';
import { parseMarkdownV2 } from './markdown.ts';

/** A bot's text with its markup or its entities, as the server stores it. */
export function formattedText(text: string, parseMode: string, entities: unknown): FormattedText {
  const parsed = parse(text, parseMode, entities);
  const cleaned = clean(parsed);
  return { text: cleaned.text, entities: withDetected(cleaned.text, cleaned.entities) };
}

function parse(text: string, parseMode: string, entities: unknown): FormattedText {
  switch (parseMode.toLowerCase()) {
    case '':
    case 'none':
      return { text, entities: parseEntities(entities) };
    case 'html':
      return parseHtml(text);
    case 'markdownv2':
      return parseMarkdownV2(text);
    default:
      throw badRequest('Unsupported parse_mode');
  }
}

/** What a person typed: the client trims it and marks commands, addresses and names. */
export function typedText(text: string, exact = false): FormattedText {
  const value = exact ? text : text.trim();
  return { text: value, entities: withDetected(value, []) };
}
