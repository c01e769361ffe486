import { join } from 'node:path';
import { parseSessionId } from '../domain/ids.ts';
import { StoreError } from './sessions-store.ts';

/** A part of a path that can neither leave its folder nor hide in it. */
const projectForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export interface SessionPaths {
  readonly base: string;
  live(project: string): string;
  archive(project: string): string;
}

/** `<base>/<project>/<id>.json`, archived ones in `<base>/<project>/.archive/`. */
export function sessionPaths(base: string): SessionPaths {
  return {
    base,
    live: (project) => join(base, checkedProject(project)),
    archive: (project) => join(base, checkedProject(project), '.archive'),
  };
}

export function isProjectName(name: string): boolean {
  return projectForm.test(name);
}

/** The file of a session in its folder. Ids are lower case, so one id has one file. */
export function documentName(id: string): string {
  if (parseSessionId(id) !== id) throw new StoreError('bad_id', `not a session id: ${show(id)}`);
  return `${id}.json`;
}

function checkedProject(project: string): string {
  if (!isProjectName(project)) {
    throw new StoreError('bad_id', `not a project's folder name: ${show(project)}`);
  }
  return project;
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
