/** A key as tmux names it, or text typed as it is. Menus get keys, never pastes. */
export type Key =
  | { readonly name: NamedKey }
  | { readonly text: string }
  /** Wait before the next key (some dialogs drop keys that come too soon). */
  | { readonly pauseMs: number };

export type NamedKey =
  | 'Enter'
  | 'Escape'
  | 'Tab'
  | 'BTab'
  | 'Up'
  | 'Down'
  | 'Left'
  | 'Right'
  | 'Home'
  | 'End'
  | 'PPage'
  | 'NPage'
  | 'Space'
  | 'BSpace'
  | 'DC'
  | 'C-c'
  | 'C-d'
  | 'C-u'
  | 'C-s'
  | 'C-e'
  | 'C-l';

export type AskKind = 'permission' | 'choice' | 'multi' | 'plan' | 'text' | 'trust' | 'menu';

/** allow is shown green, deny red; `always` widens what is allowed from now on; plain is everything else. */
export type OptionTone = 'allow' | 'always' | 'deny' | 'plain';

export interface AskOption {
  readonly label: string;
  readonly tone: OptionTone;
  /** For `multi`: is it ticked on the screen now? */
  readonly checked?: boolean;
}

/** What an agent waits for, as a hook or a screen tells it. */
export interface Ask {
  readonly kind: AskKind;
  readonly title: string;
  /** What an approval would run, or the question's text. */
  readonly body: string;
  readonly options: readonly AskOption[];
  /** Words of somebody's own answer it as well as its options do. */
  readonly ownWords?: true;
  readonly source: 'hook' | 'protocol' | 'transcript' | 'screen';
  /** True when the source may have cut the body (a screen usually does). */
  readonly mayBeCut: boolean;
  /**
   * The same for one prompt however it is seen: independent of spinners, timers, the cursor's place
   * and the width of the pane.
   */
  readonly fingerprint: string;
}

export type Choice =
  | { readonly kind: 'option'; readonly index: number }
  /** All ticked options of a `multi`, then submit. */
  | { readonly kind: 'options'; readonly indexes: readonly number[] }
  | { readonly kind: 'text'; readonly text: string };

/** What an agent is doing, from the structure of its screen. `unknown` is always a possible answer. */
export type Reading =
  | { readonly kind: 'starting' }
  /** `draft`: somebody's unsent text stands in the box meanwhile. */
  | ({ readonly kind: 'working'; readonly doing?: string } & Box)
  | ({ readonly kind: 'idle' } & Box)
  | { readonly kind: 'asking'; readonly ask: Ask }
  | { readonly kind: 'exited' }
  /** `asksNothing`: whatever it is, it is no prompt. */
  | {
      readonly kind: 'unknown';
      readonly why: string;
      readonly asksNothing?: true;
      /** The fingerprint of the prompt whose own field is open and empty: what is typed now goes into it. */
      readonly field?: string;
    };

/** Its input box, which is there although nothing may be typed into it. */
export interface Box {
  readonly draft?: string;
  /** What has the keys instead, in a few words. */
  readonly keysGoTo?: string;
  readonly behind?: Behind;
}

/** What waits for somebody in a place that the screen only points to. */
export interface Behind {
  readonly ask: Ask;
  /** How somebody gets to it, in one sentence. */
  readonly way: string;
}
