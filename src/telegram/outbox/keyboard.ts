import type { ForceReply, InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { Button, OutgoingMessage } from '../message.ts';

/** Undefined: nothing but text. */
export function sentMarkupOf(
  message: OutgoingMessage,
): InlineKeyboardMarkup | ForceReply | undefined {
  if ((message.keyboard ?? []).length > 0) return markupOf(message);
  return message.asksReply === true ? { force_reply: true } : undefined;
}

/** An empty keyboard takes the buttons of an edited message away. */
export function markupOf(message: OutgoingMessage): InlineKeyboardMarkup {
  const rows = (message.keyboard ?? []).map((row) => row.map(buttonOf));
  return {
    inline_keyboard: rows,
    ...(message.asksReply === true ? { force_reply: true as const } : {}),
  };
}

function buttonOf(button: Button): InlineKeyboardButton {
  const text = button.label;
  if ('url' in button) return { text, url: button.url };
  if ('copy' in button) return { text, copy_text: { text: button.copy.slice(0, 256) } };
  return {
    text,
    callback_data: button.data,
    ...(button.style === undefined ? {} : { style: button.style }),
  };
}
