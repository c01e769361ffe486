import type { Clock } from '../clock.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Workspace } from '../domain/session.ts';
import { assess } from './workspace/assess.ts';
import { provisionClone } from './workspace/clone.ts';
import { provisionGiven } from './workspace/given.ts';
import { remove } from './workspace/remove.ts';
import { provisionWorktree } from './workspace/worktree.ts';

/**
 * The folders that sessions work in: a given one, which is never touched, or a worktree or clone of
 * our own making under `root`. Only the latter are ever removed, and never with work in them unless
 * that very state was confirmed.
 */
export interface Workspaces {
  provision(request: ProvisionRequest, options?: ProvisionOptions): Promise<Provisioned>;
  assess(workspace: Workspace): Promise<Assessment>;
  /** `confirmed` is the fingerprint of the assessment that the operator agreed to lose. */
  remove(workspace: Workspace, options?: { readonly confirmed?: string }): Promise<Removal>;
}

export interface WorkspacesDeps {
  readonly root: string;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
}

export type ProvisionRequest =
  | { readonly kind: 'given'; readonly path: string }
  | WorktreeRequest
  | CloneRequest;

export interface WorktreeRequest {
  readonly kind: 'worktree';
  /** Any folder in the repository. */
  readonly repo: string;
  readonly branch?: string;
  readonly id: SessionId;
  readonly name: string;
}

export interface CloneRequest {
  readonly kind: 'clone';
  readonly url: string;
  readonly branch?: string;
  readonly id: SessionId;
  readonly name: string;
}

export interface ProvisionOptions {
  readonly signal?: AbortSignal;
  /** A clone's progress, in git's words. */
  readonly onProgress?: (line: string) => void;
}

export type Provisioned =
  | { readonly kind: 'ready'; readonly workspace: Workspace }
  /** Nothing was left behind. `why` is whole sentences with the next step. */
  | { readonly kind: 'failed'; readonly why: string };

export type Assessment =
  | { readonly kind: 'clean' }
  | Work
  | { readonly kind: 'absent' }
  /** Never to be read as clean. */
  | { readonly kind: 'unknown'; readonly why: string };

/** What would be lost with the folder. */
export interface Work {
  readonly kind: 'work';
  readonly uncommitted: number;
  readonly untracked: number;
  readonly unpushed: number;
  readonly stashes: number;
  /** Changes with every change to what is counted here. */
  readonly fingerprint: string;
  /** The first ten. */
  readonly files: readonly string[];
}

export type Removal =
  /** `branchKept` names a branch of ours that was left, because it holds commits of its own. */
  | { readonly kind: 'removed'; readonly branchKept: string | null }
  | { readonly kind: 'absent' }
  /** Not ours to delete. */
  | { readonly kind: 'kept'; readonly why: string }
  | { readonly kind: 'refused'; readonly assessment: Assessment }
  | { readonly kind: 'failed'; readonly why: string };

export function createWorkspaces(deps: WorkspacesDeps): Workspaces {
  return {
    provision(request, options = {}) {
      switch (request.kind) {
        case 'given':
          return provisionGiven(request.path);
        case 'worktree':
          return provisionWorktree(deps, request, options);
        case 'clone':
          return provisionClone(deps, request, options);
      }
    },
    assess,
    remove: (workspace, options = {}) => remove(deps, workspace, options.confirmed),
  };
}
