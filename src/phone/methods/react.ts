import { badRequest } from '../api-error.ts';
import { isObject } from '../model.ts';
import type { Handler } from './call.ts';
import { json, str } from './call.ts';
import { targetChat, targetEntry } from './targets.ts';

/** The free reactions of the Bot API. */
const emojis = new Set(
  (
    '👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 ' +
    '💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 ' +
    '😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡'
  ).split(' '),
);

export const setMessageReaction: Handler = (call, world) => {
  const record = targetChat(call, world);
  const entry = targetEntry(call, record, world, 'message to react');
  const given = json(call, 'reaction', "Can't parse reaction types JSON object") ?? [];
  if (!Array.isArray(given)) throw badRequest('Expected an Array of ReactionType');
  const chosen = given.map((one: unknown) => {
    if (!isObject(one)) throw badRequest("Can't parse ReactionType: expected an Object");
    if (one['type'] !== 'emoji') {
      throw badRequest("Can't parse ReactionType: invalid reaction type specified");
    }
    const emoji = String(one['emoji']);
    if (!emojis.has(emoji)) throw badRequest('REACTION_INVALID');
    return emoji;
  });
  if (chosen.length > 1) throw badRequest('REACTIONS_TOO_MANY');
  const by = world.profile.bot.id;
  world.amend({
    ...entry,
    reactions: [
      ...entry.reactions.filter((one) => one.by !== by),
      ...chosen.map((emoji) => ({ by, emoji })),
    ],
  });
  return true;
};

export const answerCallbackQuery: Handler = (call, world) => {
  const id = str(call, 'callback_query_id');
  const text = str(call, 'text');
  world.callbacks.answer(id);
  if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
  world.feed.publish({
    kind: 'answered',
    answer: {
      id,
      text: text === '' ? null : text,
      alert: /^(?:true|1)$/i.test(str(call, 'show_alert')),
      url: str(call, 'url') || null,
    },
  });
  return true;
};
