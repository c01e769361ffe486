import type { Client } from './client.ts';

/** One word of the command line. */
export interface Verb {
  /** `stop <session> [--force]` */
  readonly usage: string;
  readonly summary: string;
  /** Loaded when it is called: the quick verbs stay quick. */
  load(): Promise<Runner>;
}

export type Runner = (argv: readonly string[], io: CliIo) => Promise<number>;

export interface CliIo {
  /** To stdout. */
  readonly out: (text: string) => void;
  /** To stderr. */
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly home: string;
  readonly client: Client;
  /** Where the package is. */
  readonly root: string;
}

/** Wrong words on the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const done = 0;
export const failed = 1;
export const misused = 2;
