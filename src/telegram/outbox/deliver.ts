import type { Api } from 'grammy';
import { InputFile } from 'grammy';
import type { Composed, OutgoingMessage, Place } from '../message.ts';
import { compose, italic } from '../text/compose.ts';
import { shortened, splitComposed, textLimit } from '../text/split.ts';
import { markupOf, sentMarkupOf } from './keyboard.ts';

/** One request: a file, or a part of the text. The buttons hang on the last part of the text. */
export type Step =
  | {
      readonly kind: 'document';
      readonly document: NonNullable<OutgoingMessage['document']>;
      readonly last: boolean;
    }
  | { readonly kind: 'text'; readonly body: Composed; readonly last: boolean };

const repeatNote = '\n(may be a repeat)';

export function stepsOf(message: OutgoingMessage, repeat: boolean): readonly Step[] {
  const body = repeat ? compose(message.body, italic(repeatNote)) : message.body;
  const parts = splitComposed(body);
  const { document } = message;
  return [
    ...(document === undefined
      ? []
      : [{ kind: 'document' as const, document, last: parts.length === 0 }]),
    ...parts.map((part, index) => ({
      kind: 'text' as const,
      body: part,
      last: index === parts.length - 1,
    })),
  ];
}

export interface Delivery {
  readonly message: OutgoingMessage;
  /** Telegram refused it as it was: without formatting, a quoted message or anything else fancy. */
  readonly bare: boolean;
  readonly signal: AbortSignal;
}

export async function sendStep(
  api: Api,
  place: Place,
  step: Step,
  { message, bare, signal }: Delivery,
): Promise<number> {
  const markup = step.last ? sentMarkupOf(message) : undefined;
  const other = {
    ...(place.topic === null ? {} : { message_thread_id: place.topic }),
    ...(message.silent === true ? { disable_notification: true } : {}),
    ...(message.replyTo === undefined || bare
      ? {}
      : {
          reply_parameters: { message_id: message.replyTo, allow_sending_without_reply: true },
        }),
    ...(markup === undefined ? {} : { reply_markup: markup }),
  };
  if (step.kind === 'document') {
    const file = new InputFile(step.document.bytes, step.document.name);
    const sent = await api.sendDocument(place.chat, file, other, signalOf(signal));
    return sent.message_id;
  }
  const sent = await api.sendMessage(
    place.chat,
    step.body.text,
    {
      ...other,
      ...(bare ? {} : { entities: [...step.body.entities] }),
      link_preview_options: { is_disabled: true },
    },
    signalOf(signal),
  );
  return sent.message_id;
}

export async function editText(
  api: Api,
  chat: number,
  messageId: number,
  { message, bare, signal }: Delivery,
): Promise<void> {
  const body = shortened(message.body, textLimit);
  await api.editMessageText(
    chat,
    messageId,
    body.text,
    {
      ...(bare ? {} : { entities: [...body.entities] }),
      reply_markup: markupOf(message),
      link_preview_options: { is_disabled: true },
    },
    signalOf(signal),
  );
}

type ApiSignal = Parameters<Api['getMe']>[0];

/** grammY's type comes from a shim of the same thing. */
export function signalOf(signal: AbortSignal): NonNullable<ApiSignal> {
  return signal as NonNullable<ApiSignal>;
}
