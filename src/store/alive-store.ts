import { join } from 'node:path';
import { fieldsOf } from '../domain/fields.ts';
import { openDocument } from './document.ts';
import type { Document, DocumentOptions } from './document.ts';

/** The last sign of life, written now and then and at the end: `alive.json`. */
export interface LastSign {
  /** Milliseconds since the epoch: when the daemon ran. */
  readonly aliveAt: number;
  /** When Telegram could be heard; null: never yet. */
  readonly heardAt: number | null;
  /** The same moment by the machine's time since it was started, sleep included, which no setting of the clock changes. */
  readonly heardUptimeMs: number;
  /** Which start of the machine that was; null where nobody tells. */
  readonly boot: string | null;
  /** Written at an orderly end, so that it is exact. */
  readonly atEnd: boolean;
}

export type AliveDocument = Document<LastSign | null>;

export function openAlive(
  home: string,
  onQuarantine: NonNullable<DocumentOptions<LastSign | null>['onQuarantine']>,
): AliveDocument {
  return openDocument<LastSign | null>({
    path: join(home, 'alive.json'),
    parse: (value) => {
      const fields = fieldsOf(value);
      return {
        aliveAt: fields.count('aliveAt'),
        heardAt: fields.countOr('heardAt', null),
        heardUptimeMs: fields.countOr('heardUptimeMs', 0),
        boot: fields.textOr('boot', null),
        atEnd: fields.flagOr('atEnd', false),
      };
    },
    empty: () => null,
    serialize: (sign) => ({ version: 1, ...sign }),
    onQuarantine,
  });
}
