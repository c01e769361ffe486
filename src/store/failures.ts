import { errorCode, messageOf } from '../errors.ts';
import { StoreError } from './sessions-store.ts';

const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What went wrong on the disk, as one sentence that names the file. */
export function diskError(error: unknown, doing: string, path: string): StoreError {
  if (error instanceof StoreError) return error;
  if (fullCodes.has(errorCode(error) ?? '')) {
    return new StoreError('full', `there is no space left on the disk to ${doing} ${path}`, error);
  }
  return new StoreError('io', `cannot ${doing} ${path}: ${messageOf(error)}`, error);
}

export function isAbsent(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

/** The document is there and readable, but it is not what it should be. */
export class BrokenDocument extends Error {
  override readonly name = 'BrokenDocument';
}
