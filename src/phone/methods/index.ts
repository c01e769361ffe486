import * as about from './about.ts';
import type { Handler } from './call.ts';
import * as chat from './chat.ts';
import * as edit from './edit.ts';
import { sendDocument, sendMediaGroup, sendPhoto } from './media.ts';
import * as polling from './polling.ts';
import * as react from './react.ts';
import * as remove from './remove.ts';
import * as send from './send.ts';
import * as topics from './topics.ts';

/** Every method the phone knows. Names are found in any case, as on the real server. */
const handlers: Readonly<Record<string, Handler>> = {
  getMe: about.getMe,
  logOut: about.yes,
  close: about.yes,
  getUpdates: polling.getUpdates,
  setWebhook: polling.setWebhook,
  deleteWebhook: polling.deleteWebhook,
  getWebhookInfo: polling.getWebhookInfo,
  sendMessage: send.sendMessage,
  sendMessageDraft: send.sendMessageDraft,
  sendChatAction: send.sendChatAction,
  sendPhoto,
  sendDocument,
  sendMediaGroup,
  editMessageText: edit.editMessageText,
  editMessageCaption: edit.editMessageCaption,
  editMessageReplyMarkup: edit.editMessageReplyMarkup,
  editMessageMedia: edit.editMessageMedia,
  deleteMessage: remove.deleteMessage,
  deleteMessages: remove.deleteMessages,
  setMessageReaction: react.setMessageReaction,
  answerCallbackQuery: react.answerCallbackQuery,
  getFile: chat.getFile,
  getChat: chat.getChat,
  getChatMember: chat.getChatMember,
  getChatAdministrators: chat.getChatAdministrators,
  getChatMemberCount: chat.getChatMemberCount,
  getUserProfilePhotos: chat.getUserProfilePhotos,
  leaveChat: chat.leaveChat,
  pinChatMessage: chat.pinChatMessage,
  unpinChatMessage: chat.unpinChatMessage,
  unpinAllChatMessages: chat.unpinAllChatMessages,
  createForumTopic: topics.createForumTopic,
  editForumTopic: topics.editForumTopic,
  closeForumTopic: topics.closeForumTopic,
  reopenForumTopic: topics.reopenForumTopic,
  deleteForumTopic: topics.deleteForumTopic,
  setMyCommands: about.setMyCommands,
  getMyCommands: about.getMyCommands,
  deleteMyCommands: about.deleteMyCommands,
  setMyName: about.setMyName,
  getMyName: about.getMyName,
  setMyDescription: about.setMyDescription,
  getMyDescription: about.getMyDescription,
  setMyShortDescription: about.setMyShortDescription,
  getMyShortDescription: about.getMyShortDescription,
  setChatMenuButton: about.setChatMenuButton,
  getChatMenuButton: about.getChatMenuButton,
};

const byLowerCase = new Map(
  Object.entries(handlers).map(([name, handler]) => [name.toLowerCase(), { name, handler }]),
);

export function findMethod(
  name: string,
): { readonly name: string; readonly handler: Handler } | null {
  return byLowerCase.get(name.toLowerCase()) ?? null;
}
