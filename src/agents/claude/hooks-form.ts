import type { JsonObject } from '../../domain/fields.ts';
import type { ToldField, ToldForm } from '../../domain/told-form.ts';
import { objectOf, objectsOf, textOf } from './hooks-event.ts';

/** What an Elicitation event tells of the form, or the link, that comes up when its hooks have ended. */
export function toldForm(event: JsonObject): ToldForm | null {
  const from = textOf(event, 'mcp_server_name');
  if (from === '') return null;
  const parts = [textOf(event, 'message'), textOf(event, 'url')];
  const properties = objectOf(objectOf(event['requested_schema'])?.['properties']) ?? {};
  return {
    from,
    message: parts.filter((part) => part !== '').join('\n\n'),
    fields: Object.entries(properties).map(([name, schema]) => fieldOf(name, objectOf(schema))),
  };
}

function fieldOf(name: string, schema: JsonObject | null): ToldField {
  if (schema === null) return { label: name, about: '', options: [] };
  const title = textOf(schema, 'title');
  return {
    label: title === '' ? name : title,
    about: textOf(schema, 'description'),
    options: optionsOf(objectOf(schema['items']) ?? schema),
  };
}

/** Values, which may have names beside them, or titles of their own. */
function optionsOf(schema: JsonObject): readonly string[] {
  const titled = [...objectsOf(schema['oneOf']), ...objectsOf(schema['anyOf'])];
  if (titled.length > 0) {
    return titled.map((one) => textOf(one, 'title') || textOf(one, 'const'));
  }
  const values = textsOf(schema['enum']);
  const names = textsOf(schema['enumNames']);
  return names.length === values.length ? names : values;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
