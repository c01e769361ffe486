import type {
  Attention,
  ControlModel,
  Lifecycle,
  SessionHost,
  Status,
  StopCause,
} from './session.ts';

/** Every word of a closed set, for parsing. As keys, because the compiler sees when one is missing. */
const all = <Word extends string>(words: Record<Word, true>) => Object.keys(words) as Word[];

export const lifecycles = all<Lifecycle>({
  provisioning: true,
  starting: true,
  active: true,
  detached: true,
  paused: true,
  stopped: true,
  errored: true,
  archived: true,
  decommissioned: true,
});

export const attentions = all<Attention>({
  working: true,
  idle: true,
  awaiting_approval: true,
  awaiting_input: true,
  exited: true,
  unknown: true,
});

export const controls = all<ControlModel>({ Tmux: true, Pty: true, Sdk: true });
export const hosts = all<SessionHost>({ tmux: true, native: true });

export const stopCauses = all<StopCause>({
  operator: true,
  agent_exited: true,
  agent_crashed: true,
  pane_closed: true,
  tmux_gone: true,
  resume_flapping: true,
  unknown: true,
});

interface Axes {
  readonly lifecycle: Lifecycle;
  readonly attention: Attention;
}

/** What the one word of an older record says on our two axes. What it does not say stays unknown. */
export const axesOf: { readonly [Word in Status | 'Provisioning']: Axes } = {
  Provisioning: { lifecycle: 'provisioning', attention: 'unknown' },
  Starting: { lifecycle: 'starting', attention: 'unknown' },
  Active: { lifecycle: 'active', attention: 'unknown' },
  AwaitingApproval: { lifecycle: 'active', attention: 'awaiting_approval' },
  Detached: { lifecycle: 'detached', attention: 'unknown' },
  Paused: { lifecycle: 'paused', attention: 'unknown' },
  Stopped: { lifecycle: 'stopped', attention: 'exited' },
  Errored: { lifecycle: 'errored', attention: 'unknown' },
  Archived: { lifecycle: 'archived', attention: 'exited' },
  Decommissioned: { lifecycle: 'decommissioned', attention: 'exited' },
};

export const statusWords = Object.keys(axesOf) as (keyof typeof axesOf)[];
