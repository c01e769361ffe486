/** What came of one request, whichever way it went to the server. */
export type Reply =
  | {
      readonly kind: 'ok';
      /** All that was printed, to be searched for our own tokens; anything else in it may be forged. */
      readonly out: string;
      /** tmux's complaints, for sentences; proof is only ever a token in `out`. */
      readonly err: string;
      readonly via: 'channel' | 'exec';
    }
  /** Nobody listens on our socket: the request was not carried out. Says nothing about the server's life. */
  | {
      readonly kind: 'unreachable';
      readonly complaint: 'no_server' | 'no_socket';
      readonly why: string;
    }
  /** It may or may not have been carried out. */
  | { readonly kind: 'unknown'; readonly why: string };

export function whyOf(reply: Reply): string {
  if (reply.kind !== 'ok') return reply.why;
  return reply.err === '' ? 'tmux did not answer as expected' : reply.err;
}

/** Sends commands, whichever way is open. */
export type Run = (
  commands: readonly string[],
  options?: {
    /** Reading twice does no harm: when the channel dies, ask again the slow way. */
    readonly again?: boolean;
    readonly startServer?: boolean;
  },
) => Promise<Reply>;
