import { join } from 'node:path';
import { fieldsOf } from '../domain/fields.ts';
import { parseSessionId } from '../domain/ids.ts';
import type { SessionId } from '../domain/ids.ts';
import type { Problem } from '../domain/report.ts';
import type { Trouble, TroubleKind } from '../domain/trouble.ts';
import { openDocument } from './document.ts';
import type { Document, DocumentOptions } from './document.ts';

/** A trouble from its beginning to its end. */
export interface Episode {
  readonly episode: string;
  readonly session: SessionId;
  readonly run: string | null;
  readonly trouble: Trouble;
  /** The announcer has it. */
  readonly told: boolean;
}

/** What stands now: `troubles.json`. */
export function openTroubles(
  home: string,
  onQuarantine: NonNullable<DocumentOptions<readonly Episode[]>['onQuarantine']>,
): Document<readonly Episode[]> {
  return openDocument<readonly Episode[]>({
    path: join(home, 'troubles.json'),
    parse: (value) =>
      fieldsOf(value).parsed(
        'episodes',
        (given) => (Array.isArray(given) ? given.map((one: unknown) => episodeOf(one)) : null),
        'a list',
      ),
    empty: () => [],
    serialize: (episodes) => ({ version: 1, episodes }),
    onQuarantine,
  });
}

const kinds: readonly TroubleKind[] = ['problem', 'context', 'stuck', 'lease'];
const problems: readonly Problem['kind'][] = [
  'rate_limit',
  'overloaded',
  'key',
  'billing',
  'too_long',
  'network',
  'other',
];

function episodeOf(value: unknown): Episode {
  const fields = fieldsOf(value, 'episode');
  return {
    episode: fields.text('episode'),
    session: fields.parsed('session', parseSessionId, 'a session id'),
    run: fields.textOr('run', null),
    trouble: troubleOf(fields.object['trouble']),
    told: fields.flagOr('told', false),
  };
}

function troubleOf(value: unknown): Trouble {
  const fields = fieldsOf(value, 'trouble');
  const kind = fields.word('kind', kinds);
  switch (kind) {
    case 'problem': {
      const problem = fieldsOf(fields.object['problem'], 'problem');
      return {
        kind,
        problem: { kind: problem.word('kind', problems), text: problem.text('text') },
        goesOn: fields.flagOr('goesOn', false),
      };
    }
    case 'context':
      return { kind, left: fields.count('left') };
    case 'stuck':
      return { kind, minutes: fields.count('minutes'), doing: fields.textOr('doing', null) };
    case 'lease':
      return {
        kind,
        lease: fields.text('lease'),
        owner: fields.text('owner'),
        activity: fields.textOr('activity', null),
        heardAt: fields.timeOrNull('heardAt'),
      };
  }
}
