/** The objects of the Bot API that the phone speaks, cut down to what it can produce. */
export interface User {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface BotUser extends User {
  readonly is_bot: true;
  readonly username: string;
  readonly can_join_groups: boolean;
  readonly can_read_all_group_messages: boolean;
  readonly supports_guest_queries: boolean;
  readonly supports_inline_queries: boolean;
  readonly can_connect_to_business: boolean;
  readonly has_main_web_app: boolean;
  readonly has_topics_enabled: boolean;
  readonly allows_users_to_create_topics: boolean;
  readonly can_manage_bots: boolean;
  readonly supports_join_request_queries: boolean;
}

export type ChatType = 'private' | 'group' | 'supergroup' | 'channel';

export interface Chat {
  readonly id: number;
  readonly type: ChatType;
  readonly title?: string;
  readonly username?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly is_forum?: true;
}

export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly user?: User;
  readonly language?: string;
  readonly custom_emoji_id?: string;
  readonly unix_time?: number;
  readonly date_time_format?: string;
}

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

export interface InlineButton {
  readonly text: string;
  readonly style?: 'danger' | 'success' | 'primary';
  readonly icon_custom_emoji_id?: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly copy_text?: { readonly text: string };
  readonly disabled?: Readonly<Record<string, never>>;
  readonly switch_inline_query?: string;
  readonly switch_inline_query_current_chat?: string;
  readonly web_app?: { readonly url: string };
}

export interface InlineKeyboard {
  readonly inline_keyboard: readonly (readonly InlineButton[])[];
  readonly force_reply?: true;
}

/** What a message does to the input area of the phone; never part of a Message in the Bot API. */
export type InputArea =
  | { readonly kind: 'force_reply'; readonly placeholder: string | null }
  | {
      readonly kind: 'keyboard';
      readonly rows: readonly (readonly string[])[];
      readonly oneTime: boolean;
      readonly placeholder: string | null;
    }
  | { readonly kind: 'remove_keyboard' };

export interface PhotoSize {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly width: number;
  readonly height: number;
  readonly file_size: number;
}

export interface Document {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_name?: string;
  readonly mime_type?: string;
  readonly file_size: number;
}

export interface ForumTopic {
  readonly message_thread_id: number;
  readonly name: string;
  readonly icon_color: number;
  readonly icon_custom_emoji_id?: string;
}

export interface Message {
  readonly message_id: number;
  readonly message_thread_id?: number;
  readonly is_topic_message?: true;
  readonly from?: User;
  readonly sender_chat?: Chat;
  readonly chat: Chat;
  readonly date: number;
  readonly edit_date?: number;
  readonly media_group_id?: string;
  readonly reply_to_message?: Message;
  readonly quote?: {
    readonly text: string;
    readonly position: number;
    readonly entities?: readonly Entity[];
    readonly is_manual?: true;
  };
  readonly text?: string;
  readonly entities?: readonly Entity[];
  readonly caption?: string;
  readonly caption_entities?: readonly Entity[];
  readonly show_caption_above_media?: true;
  readonly has_media_spoiler?: true;
  readonly has_protected_content?: true;
  readonly link_preview_options?: Readonly<Record<string, unknown>>;
  readonly effect_id?: string;
  readonly photo?: readonly PhotoSize[];
  readonly document?: Document;
  readonly reply_markup?: InlineKeyboard;
  readonly pinned_message?: Message;
  readonly forum_topic_created?: { readonly name: string; readonly icon_color: number };
  readonly forum_topic_edited?: { readonly name?: string };
  readonly forum_topic_closed?: Readonly<Record<string, never>>;
  readonly forum_topic_reopened?: Readonly<Record<string, never>>;
}

export interface Reaction {
  readonly by: number;
  readonly emoji: string;
}

/** A message in a chat's history, with what only the phone's screen knows about it. */
export interface Entry {
  readonly message: Message;
  readonly reactions: readonly Reaction[];
  readonly input?: InputArea;
  readonly silent?: true;
}

export interface CallbackQuery {
  readonly id: string;
  readonly from: User;
  readonly message: Message;
  readonly chat_instance: string;
  readonly data: string;
}

export interface CallbackAnswer {
  readonly id: string;
  readonly text: string | null;
  readonly alert: boolean;
  readonly url: string | null;
}

/** One update as `getUpdates` hands it out: its id and exactly one payload under the name of its type. */
export interface Update {
  readonly update_id: number;
  readonly [type: string]: unknown;
}

export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
