/** How a `send` ended. Exactly one of these, never a boolean. */
export type SendOutcome =
  | { readonly kind: 'delivered' }
  /** The agent is busy and has taken the text into its own queue. */
  | { readonly kind: 'queued' }
  /** Nothing was typed. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly detail: string }
  /** The text stands in the input box, but its submission was not seen. */
  | { readonly kind: 'unsubmitted'; readonly detail: string }
  /** It is not known whether anything was typed. */
  | { readonly kind: 'unknown'; readonly detail: string }
  /** The text was typed, but our books could not be written. Do not send it again. */
  | { readonly kind: 'delivered_not_recorded'; readonly detail: string };

export type RefusalReason =
  | 'dialog_open'
  | 'pane_dead'
  | 'pane_gone'
  | 'input_off'
  | 'not_the_agent'
  /** The agent would take this text for an order to itself. */
  | 'not_as_text'
  | 'draft_present'
  | 'control_bytes'
  | 'too_long'
  | 'empty'
  | 'state'
  | 'not_controllable'
  | 'starting'
  | 'unreadable'
  | 'lease';

/** How an answer to a decision ended. */
export type AnswerOutcome =
  /** Pressed, and the prompt was seen to go away. */
  | { readonly kind: 'answered'; readonly by: string; readonly label: string }
  /** Somebody else's answer was first; this is what was recorded. */
  | { readonly kind: 'already'; readonly by: string; readonly label: string }
  | { readonly kind: 'superseded'; readonly detail: string }
  | { readonly kind: 'not_found'; readonly detail: string }
  /** Pressed, but the prompt stayed: the decision is open again. */
  | { readonly kind: 'not_taken'; readonly detail: string }
  /** Nothing was pressed: this option only opens a field, and wants the words for it. */
  | { readonly kind: 'needs_words'; readonly detail: string }
  /** Nothing was pressed. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };
