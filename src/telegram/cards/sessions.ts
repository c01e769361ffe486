import type { Decision } from '../../domain/decision.ts';
import { folderOf } from '../../domain/folder.ts';
import type { Session } from '../../domain/session.ts';
import { noProject } from '../../domain/names.ts';
import { isTerminal } from '../../domain/session.ts';
import { commandData, sessionData } from '../callbacks.ts';
import type { Button, Composed, OutgoingMessage } from '../message.ts';
import { bold, code, compose, italic, lines, moment } from '../text/compose.ts';
import { brief } from '../text/split.ts';
import { ago, clockTime, iconOf, needsSomebody, shortPath, stateOf } from '../text/words.ts';

export interface SessionsView {
  readonly sessions: readonly Session[];
  readonly pending: readonly Pick<Decision, 'id' | 'sessionId' | 'ask'>[];
  readonly unreadable: number;
  /** Counted from 0. */
  readonly page: number;
  /** Null: all projects. */
  readonly project: string | null;
  readonly now: number;
  readonly titleOf: (agent: string) => string;
}

export const perPage = 10;
const needyShown = 8;
const projectsShown = 6;

/**
 * The home screen: open decisions first, then the newest. Its buttons are
 * `c:sessions:<page>` and `c:sessions:<page>:<project>`, `s:use:<session>` for one session and
 * `s:pending:<session>` for what it asks.
 */
export function sessionsCard(view: SessionsView): OutgoingMessage {
  const { pending, now } = view;
  const standing = view.sessions.filter((one) => !isTerminal(one));
  const shown = sorted(standing, pending).filter(
    (one) => view.project === null || one.project === view.project,
  );
  const pages = Math.max(1, Math.ceil(shown.length / perPage));
  const page = Math.min(Math.max(0, view.page), pages - 1);
  const here = shown.slice(page * perPage, (page + 1) * perPage);
  const body = lines(
    headOf(view, shown.length),
    ...here.flatMap((session) => ['', rowOf(session, view)]),
    standing.length === 0 ? lines('', 'Nothing runs. /new starts a session.') : null,
    view.unreadable === 0
      ? null
      : lines('', italic(`⚠️ ${view.unreadable} records are unreadable; /doctor says which.`)),
    lines('', compose('as of ', moment(now, clockTime(new Date(now).toISOString()), 't'))),
  );
  return { body, keyboard: keyboardOf(view, shown, here, page, pages) };
}

/** Whoever waits for somebody comes first; then by age, newest first. */
function sorted(
  sessions: readonly Session[],
  pending: SessionsView['pending'],
): readonly Session[] {
  const asking = new Set<string>(pending.map((one) => one.sessionId));
  const rank = (one: Session) => (asking.has(one.id) || needsSomebody(one) ? 0 : 1);
  return sessions.toSorted(
    (a, b) => rank(a) - rank(b) || (b.createdAt ?? '').localeCompare(a.createdAt ?? ''),
  );
}

function headOf({ pending, project }: SessionsView, count: number): Composed {
  const open = pending.length === 0 ? '' : ` · ${pending.length} open`;
  return compose(
    bold(count === 1 ? '1 session' : `${count} sessions`),
    project === null ? '' : project === noProject ? ' without a project' : ` in ${project}`,
    open,
  );
}

function rowOf(session: Session, { now, titleOf, pending }: SessionsView): Composed {
  const asked = pending.find((one) => one.sessionId === session.id)?.ask.title;
  const doing = asked ?? session.activity ?? '';
  const since = ago(session.lastActivityAt ?? session.createdAt, now);
  return lines(
    compose(iconOf(session), ' ', bold(session.name), ` · ${titleOf(session.agent)} · ${since}`),
    compose('   ', code(shortPath(folderOf(session)))),
    compose('   ', stateOf(session), doing === '' ? '' : `: ${brief(oneLine(doing), 80)}`),
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function keyboardOf(
  view: SessionsView,
  shown: readonly Session[],
  here: readonly Session[],
  page: number,
  pages: number,
): readonly (readonly Button[])[] {
  const needy = view.pending.flatMap((decision): readonly Button[] => {
    const session = shown.find((one) => one.id === decision.sessionId);
    if (session === undefined) return [];
    const data = sessionData('pending', session.id);
    return [{ label: `🟡 ${brief(session.name, 24)}`, data, style: 'primary' }];
  });
  const called = new Set(view.pending.map((one) => one.sessionId));
  const rows = [
    ...inRows(needy.slice(0, needyShown), 2),
    ...inRows(
      here
        .filter((one) => !called.has(one.id))
        .map((one) => ({
          label: `${iconOf(one)} ${brief(one.name, 24)}`,
          data: sessionData('use', one.id),
        })),
      2,
    ),
  ];
  if (pages > 1) {
    const to = (target: number, label: string): readonly Button[] =>
      target < 0 || target >= pages ? [] : [{ label, data: homeData(target, view.project) }];
    rows.push([
      ...to(page - 1, '◀'),
      { label: `${page + 1}/${pages}`, data: homeData(page, view.project) },
      ...to(page + 1, '▶'),
    ]);
  }
  rows.push(...filtersOf(view));
  rows.push([
    { label: '🔄 Refresh', data: homeData(page, view.project) },
    { label: '➕ New', data: commandData('new', 'wizard') },
  ]);
  return rows;
}

/** Names of projects are short words of ours (at most 20 characters), so they fit a button. */
export function homeData(page: number, project: string | null): string {
  return commandData('sessions', project === null ? String(page) : `${page}:${project}`);
}

function filtersOf({ sessions, project }: SessionsView): readonly (readonly Button[])[] {
  if (project !== null) return [[{ label: '✖ All projects', data: homeData(0, null) }]];
  const standing = sessions.filter((one) => !isTerminal(one));
  const projects = [...new Set(standing.map((one) => one.project))];
  if (projects.length < 2) return [];
  return inRows(
    projects.slice(0, projectsShown).map((one) => ({
      label: one === noProject ? '📁 no project' : `📁 ${brief(one, 20)}`,
      data: homeData(0, one),
    })),
    3,
  );
}

function inRows(buttons: readonly Button[], width: number): (readonly Button[])[] {
  const rows: (readonly Button[])[] = [];
  for (let at = 0; at < buttons.length; at += width) rows.push(buttons.slice(at, at + width));
  return rows;
}
