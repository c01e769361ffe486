import type { Clock } from '../clock.ts';
import type { Capture } from './capture.ts';
import type { Captured, PaneRef } from './tmux.ts';

/**
 * From "something was written" to a picture of it, without reading what was written:
 *
 *   quiet ──output──▶ pause the pane's output, picture, wait, go on with it, picture ──▶ quiet
 *                                    ▲________________output since then____________│
 *
 * A pane that keeps talking is looked at less and less often, four times a second in the end. Whatever
 * it writes last is always seen: output is sent again before the last picture is taken, so anything
 * later than that picture is news.
 */
export interface Edges {
  output(ref: PaneRef): void;
  /** A picture right now, as after output. */
  look(ref: PaneRef): void;
  forget(pane: string): void;
}

export interface EdgesOptions {
  readonly capture: Capture;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Stops or restarts a pane's output; resolves when the server has done so. */
  readonly flow: (pane: string, to: 'pause' | 'continue') => Promise<unknown>;
  readonly onPicture: (ref: PaneRef, captured: Captured) => void;
}

interface State {
  listening: boolean;
  news: boolean;
}

const shortestMs = 50;
const longestMs = 250;

export function createEdges(options: EdgesOptions): Edges {
  const { capture, clock, signal, flow, onPicture } = options;
  const busy = new Map<string, State>();

  const picture = async (ref: PaneRef) => {
    onPicture(ref, await capture.screen(ref));
  };

  const follow = async (ref: PaneRef) => {
    const state: State = { listening: false, news: true };
    busy.set(ref.pane, state);
    try {
      for (let waitMs = shortestMs; state.news; waitMs = Math.min(waitMs * 2, longestMs)) {
        state.news = false;
        state.listening = false;
        // The picture is asked for first: that is the one somebody waits for.
        const first = waitMs === shortestMs ? picture(ref) : null;
        await Promise.all([first, flow(ref.pane, 'pause')]);
        await clock.sleep(waitMs, signal);
        // From here on output counts, also what comes while we wait for the answer.
        state.listening = true;
        await flow(ref.pane, 'continue');
        await picture(ref);
        if (busy.get(ref.pane) !== state) return;
      }
    } finally {
      if (busy.get(ref.pane) === state) busy.delete(ref.pane);
    }
  };

  // Only the end of a wait can fail it, and that means that the whole room is being closed.
  const start = (ref: PaneRef) => void follow(ref).catch(() => undefined);

  return {
    output(ref) {
      const state = busy.get(ref.pane);
      if (state === undefined) start(ref);
      else if (state.listening) state.news = true;
    },
    look(ref) {
      const state = busy.get(ref.pane);
      if (state === undefined) start(ref);
      else state.news = true;
    },
    forget: (pane) => busy.delete(pane),
  };
}
