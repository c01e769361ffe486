import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fieldsOf } from '../domain/fields.ts';
import { openDocument } from './document.ts';

/** Who the embedded phone is: made once per home, so that an open page finds it again after a restart. */
export interface PhoneIdentity {
  /** In the form of a real bot token; it opens nothing but this machine's own phone. */
  readonly token: string;
  /** In the page's address. */
  readonly key: string;
  /** Where it listened last; null before the first time. */
  readonly port: number | null;
}

export interface PhoneIdentityStore {
  read(): Promise<PhoneIdentity>;
  keepPort(port: number): Promise<void>;
}

export function createPhoneIdentity(home: string): PhoneIdentityStore {
  const document = openDocument<PhoneIdentity | null>({
    path: join(home, 'phone.json'),
    parse: parseIdentity,
    empty: () => null,
    serialize: (identity) => ({ version: 1, ...identity }),
  });
  async function read(): Promise<PhoneIdentity> {
    return (
      (await document.update((known) => (known === null ? freshIdentity() : null))) ??
      freshIdentity()
    );
  }
  return {
    read,
    async keepPort(port) {
      await document.update((known) =>
        known === null || known.port === port ? null : { ...known, port },
      );
    },
  };
}

function freshIdentity(): PhoneIdentity {
  return {
    token: `${randomInt(100_000_000, 999_999_999)}:${randomBytes(26).toString('base64url')}`,
    key: randomBytes(18).toString('base64url'),
    port: null,
  };
}

function parseIdentity(value: unknown): PhoneIdentity {
  const fields = fieldsOf(value);
  return {
    token: fields.text('token'),
    key: fields.text('key'),
    port: fields.countOr('port', null),
  };
}
