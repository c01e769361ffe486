/** What a pane shows at one instant. `lines` and `styled` have one entry per row of the pane. */
export interface Screen {
  /** Plain text, trailing blanks removed. */
  readonly lines: readonly string[];
  /** The same rows with their SGR sequences (colour is all that some agents show a selection with). */
  readonly styled: readonly string[];
  readonly cols: number;
  readonly rows: number;
  readonly cursor: { readonly x: number; readonly y: number; readonly visible: boolean };
  readonly title: string;
  /** Name of the foreground process as tmux sees it. */
  readonly command: string;
  readonly alternate: boolean;
  /** `copy-mode`, `clock-mode` … or null when the pane takes keys. */
  readonly mode: string | null;
  readonly inputOff: boolean;
  readonly dead: boolean;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
}
