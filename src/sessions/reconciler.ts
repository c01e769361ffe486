import type { TmuxEvent } from '../tmux/tmux.ts';
import { reconcile } from './reconcile.ts';
import type { ReconcileDeps, ReconcileOptions, ReconcileReport } from './reconcile.ts';

/** Knows when to reconcile: at the start, when a tmux server comes or goes, and again while it is put off. */
export interface Reconciler {
  now(): Promise<ReconcileReport>;
  /** What tmux says about itself is only ever a reason to look. */
  hear(event: TmuxEvent): void;
  /** Every few seconds. */
  round(): Promise<void>;
  /** When what tmux gave a reason for has been looked at. */
  idle(): Promise<void>;
}

export function createReconciler(
  deps: ReconcileDeps,
  options: Omit<ReconcileOptions, 'boot'>,
): Reconciler {
  /** The first one since the start: until it succeeds nobody knows what runs. */
  let boot = true;
  let putOff = false;
  let again: Promise<unknown> = Promise.resolve();

  async function now(): Promise<ReconcileReport> {
    const report = await reconcile(deps, { ...options, boot });
    putOff = report.aborted !== null;
    if (!putOff) boot = false;
    return report;
  }

  return {
    now,
    hear(event) {
      const look = event.kind === 'server_found' || (event.kind === 'server_lost' && event.proven);
      if (!look) return;
      again = again
        .then(() => now())
        .catch((error: unknown) => deps.engine.log.error({ err: error }, 'reconcile failed'));
    },
    async round() {
      // tmux did not answer, and it may not tell when it does.
      if (putOff) await now();
    },
    async idle() {
      await again;
    },
  };
}
