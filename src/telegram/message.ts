import type { MessageEntity } from 'grammy/types';

/** Text with entities (offsets in UTF-16 units), never markup. Built with `text/compose.ts`. */
export interface Composed {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

export type ButtonStyle = 'success' | 'danger' | 'primary';

export type Button =
  | { readonly label: string; readonly data: string; readonly style?: ButtonStyle }
  | { readonly label: string; readonly url: string }
  | { readonly label: string; readonly copy: string };

export type Keyboard = readonly (readonly Button[])[];

/** One message to show. Longer than Telegram's limit: it is split, and the keyboard goes with the last part. */
export interface OutgoingMessage {
  readonly body: Composed;
  readonly keyboard?: Keyboard;
  readonly silent?: boolean;
  /** The message of the same chat that this one answers. */
  readonly replyTo?: number;
  /** Opens the phone's reply box for it ("answer this"); fixed when it is sent. */
  readonly asksReply?: boolean;
  readonly document?: { readonly name: string; readonly bytes: Uint8Array };
}

/** Where a message goes: a chat, and in it a topic. */
export interface Place {
  readonly chat: number;
  readonly topic: number | null;
}
