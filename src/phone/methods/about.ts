import { badRequest } from '../api-error.ts';
import { isObject } from '../model.ts';
import type { ProfileField } from '../profile.ts';
import type { World } from '../world.ts';
import type { Call, Handler } from './call.ts';
import { json, jsonObject, str } from './call.ts';
import { findChat } from './targets.ts';

export const getMe: Handler = (_call, world) => world.profile.bot;

export const setMyCommands: Handler = (call, world) => {
  const value = json(call, 'commands', "Can't parse commands JSON object") ?? [];
  if (!Array.isArray(value)) throw badRequest('Expected an Array of BotCommand');
  if (value.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  const commands = value.map((one: unknown) => {
    if (!isObject(one)) throw badRequest("Can't parse BotCommand: expected an Object");
    const { command, description } = one;
    if (typeof command !== 'string' || typeof description !== 'string') {
      throw badRequest(
        `Can't parse BotCommand: Can't find field "${typeof command === 'string' ? 'description' : 'command'}"`,
      );
    }
    const name = command.replace(/^\//, '').trim();
    if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
    const help = description.trim();
    if (help === '' || help.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command: name, description: help };
  });
  world.profile.setCommands(scopeOf(call, world), str(call, 'language_code'), commands);
  return true;
};

export const getMyCommands: Handler = (call, world) =>
  world.profile.commands(scopeOf(call, world), str(call, 'language_code'));

export const deleteMyCommands: Handler = (call, world) => {
  world.profile.setCommands(scopeOf(call, world), str(call, 'language_code'), []);
  return true;
};

/** A scope as one word: `default`, `all_private_chats`, `chat:<id>` … */
function scopeOf(call: Call, world: World): string {
  const scope = jsonObject(call, 'scope', "Can't parse BotCommandScope JSON object");
  const type = scope === null ? 'default' : scope['type'];
  const chat = () => {
    const id = scope?.['chat_id'];
    return findChat(typeof id === 'string' || typeof id === 'number' ? String(id) : '', world).chat
      .id;
  };
  switch (type) {
    case 'default':
    case 'all_private_chats':
    case 'all_group_chats':
    case 'all_chat_administrators':
      return type;
    case 'chat':
    case 'chat_administrators':
      return `${type}:${chat()}`;
    case 'chat_member':
      return `${type}:${chat()}:${String(scope?.['user_id'])}`;
    default:
      throw badRequest("Can't parse BotCommandScope: Unsupported type specified");
  }
}

export const setMyName = setter('name', 64);
export const getMyName: Handler = (call, world) => ({
  name: world.profile.text('name', str(call, 'language_code')) || world.profile.bot.first_name,
});
export const setMyDescription = setter('description', 512);
export const getMyDescription: Handler = (call, world) => ({
  description: world.profile.text('description', str(call, 'language_code')),
});
export const setMyShortDescription = setter('short_description', 120);
export const getMyShortDescription: Handler = (call, world) => ({
  short_description: world.profile.text('short_description', str(call, 'language_code')),
});

function setter(field: ProfileField, limit: number): Handler {
  return (call, world) => {
    const value = str(call, field);
    if (value.length > limit) throw badRequest(`${field} is too long`);
    world.profile.setText(field, str(call, 'language_code'), value);
    return true;
  };
}

export const setChatMenuButton: Handler = (call, world) => {
  const button = jsonObject(call, 'menu_button', "Can't parse menu button JSON object");
  world.profile.setText('menu_button', str(call, 'chat_id'), JSON.stringify(button ?? {}));
  return true;
};

export const getChatMenuButton: Handler = () => ({ type: 'commands' });

/** There is no other server to move to. */
export const yes: Handler = () => true;
