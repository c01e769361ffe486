import { randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import type { Vault } from './vault.ts';
import { isObject } from './model.ts';

/** Files that were sent in either direction. Sending the same `file_id` again costs nothing. */
export interface Files {
  add(bytes: Uint8Array, kind: FileKind, name: string | null, mime: string): Promise<FileRecord>;
  byId(fileId: string): FileRecord | null;
  byUniqueId(uniqueId: string): FileRecord | null;
  /** By the path that `getFile` tells. */
  byPath(path: string): FileRecord | null;
  bytes(record: FileRecord): Promise<Uint8Array | null>;
  toJSON(): unknown;
  restore(value: unknown): void;
}

export type FileKind = 'photo' | 'document';

export interface FileRecord {
  readonly fileId: string;
  readonly uniqueId: string;
  readonly kind: FileKind;
  readonly path: string;
  readonly name: string | null;
  readonly mime: string;
  readonly size: number;
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
};

export function createFiles(vault: Vault, onChange: () => void): Files {
  const records: FileRecord[] = [];

  return {
    async add(bytes, kind, name, mime) {
      const extension =
        extensions[mime] ?? extname(name ?? '').replaceAll(/[^.a-zA-Z0-9]/g, '') ?? '';
      const record: FileRecord = {
        fileId: `${kind === 'photo' ? 'AgACAgIAAxk' : 'BQACAgIAAxk'}${token(36)}`,
        uniqueId: `AQAD${token(9)}`,
        kind,
        path: `${kind}s/file_${records.length}${extension}`,
        name,
        mime,
        size: bytes.byteLength,
      };
      records.push(record);
      await vault.writeBytes(record.uniqueId, bytes);
      onChange();
      return record;
    },
    byId: (fileId) => records.find((one) => one.fileId === fileId) ?? null,
    byUniqueId: (uniqueId) => records.find((one) => one.uniqueId === uniqueId) ?? null,
    byPath: (path) => records.find((one) => one.path === path) ?? null,
    bytes: (record) => vault.readBytes(record.uniqueId),
    toJSON: () => records,
    restore(value) {
      if (Array.isArray(value)) records.push(...value.filter(isFileRecord));
    },
  };
}

function token(size: number): string {
  return randomBytes(size).toString('base64url');
}

function isFileRecord(value: unknown): value is FileRecord {
  return (
    isObject(value) &&
    typeof value['fileId'] === 'string' &&
    typeof value['uniqueId'] === 'string' &&
    /^[\w-]+$/.test(value['uniqueId']) &&
    typeof value['path'] === 'string' &&
    typeof value['size'] === 'number'
  );
}
