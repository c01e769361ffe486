import { badRequest } from '../api-error.ts';
import type { InlineButton, InlineKeyboard, InputArea, JsonObject } from '../model.ts';
import { isObject } from '../model.ts';
import { linkUrl } from '../text/entities.ts';
import type { Call } from './call.ts';
import { json } from './call.ts';

export interface Markup {
  readonly inline: InlineKeyboard | null;
  readonly input: InputArea | null;
}

const none: Markup = { inline: null, input: null };
const buttonLimit = 100;

/** `reply_markup` in all its forms. */
export function parseMarkup(call: Call): Markup {
  const value = json(call, 'reply_markup', "Can't parse reply keyboard markup JSON object");
  if (value === undefined) return none;
  if (!isObject(value)) throw badRequest('Object expected as reply markup');
  if (value['inline_keyboard'] !== undefined) {
    const rows = inlineRows(value['inline_keyboard']);
    if (rows.length === 0) return none;
    const forced = value['force_reply'] === true;
    return {
      inline: { inline_keyboard: rows, ...(forced ? { force_reply: true as const } : {}) },
      input: forced ? { kind: 'force_reply', placeholder: null } : null,
    };
  }
  const placeholder = text(value['input_field_placeholder']);
  if (value['keyboard'] !== undefined) {
    const rows = keyboardRows(value['keyboard']);
    const oneTime = value['one_time_keyboard'] === true;
    return { inline: null, input: { kind: 'keyboard', rows, oneTime, placeholder } };
  }
  if (value['remove_keyboard'] === true)
    return { inline: null, input: { kind: 'remove_keyboard' } };
  if (value['force_reply'] === true) {
    return { inline: null, input: { kind: 'force_reply', placeholder } };
  }
  return none;
}

function inlineRows(value: unknown): readonly (readonly InlineButton[])[] {
  if (!Array.isArray(value)) {
    throw badRequest('Field "inline_keyboard" must be of type Array');
  }
  const rows = value
    .map((row: unknown) => {
      if (!Array.isArray(row)) {
        throw badRequest(
          'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        );
      }
      // The server leaves out buttons without a label.
      return row.map(inlineButton).filter((one) => one.text !== '');
    })
    .filter((row) => row.length > 0);
  if (rows.flat().length > buttonLimit) throw badRequest('reply markup is too long');
  return rows;
}

function inlineButton(value: unknown): InlineButton {
  if (!isObject(value)) throw cannot('InlineKeyboardButton must be an Object');
  const label = value['text'];
  if (typeof label !== 'string') throw cannot('Can\'t find field "text"');
  const style = value['style'] ?? '';
  const icon = value['icon_custom_emoji_id'];
  if (style !== '' && style !== 'danger' && style !== 'success' && style !== 'primary') {
    throw cannot('invalid button style specified');
  }
  return {
    text: label,
    ...(style === '' ? {} : { style }),
    ...(typeof icon === 'string' ? { icon_custom_emoji_id: icon } : {}),
    ...buttonAction(value),
  };
}

function buttonAction(value: JsonObject): Omit<InlineButton, 'text'> {
  const { url, callback_data: data, copy_text: copy, disabled, web_app: app } = value;
  if (typeof url === 'string' && url !== '') return { url: buttonUrl(url) };
  if (data !== undefined) {
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
    if (typeof data !== 'string' || bytes < 1 || bytes > 64)
      throw badRequest('BUTTON_DATA_INVALID');
    return { callback_data: data };
  }
  if (isObject(copy)) {
    const copied = copy['text'];
    if (typeof copied !== 'string' || copied === '' || copied.length > 256) {
      throw badRequest('BUTTON_COPY_TEXT_INVALID');
    }
    return { copy_text: { text: copied } };
  }
  if (isObject(disabled)) return { disabled: {} };
  if (isObject(app) && typeof app['url'] === 'string') {
    if (!app['url'].startsWith('https://')) {
      throw badRequest(
        `inline keyboard button web app URL '${app['url']}' is invalid: Only HTTPS links are allowed`,
      );
    }
    return { web_app: { url: app['url'] } };
  }
  const query = value['switch_inline_query'];
  if (typeof query === 'string') return { switch_inline_query: query };
  const here = value['switch_inline_query_current_chat'];
  if (typeof here === 'string') return { switch_inline_query_current_chat: here };
  throw cannot('Text buttons are unallowed in the inline keyboard');
}

function buttonUrl(url: string): string {
  try {
    return linkUrl(url);
  } catch {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
}

function keyboardRows(value: unknown): readonly (readonly string[])[] {
  if (!Array.isArray(value)) throw badRequest('Field "keyboard" must be of type Array');
  return value.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('Field "keyboard" must be an Array of Arrays');
    return row.map((button: unknown) => {
      const label = isObject(button) ? button['text'] : button;
      if (typeof label !== 'string') {
        throw badRequest(
          "Can't parse keyboard button: KeyboardButton must be a String or an Object",
        );
      }
      return label;
    });
  });
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function cannot(why: string) {
  return badRequest(`Can't parse inline keyboard button: ${why}`);
}
