import { isRef, sameServer } from './guard.ts';
import { distinct, readPane, readRows } from './panes.ts';
import type { Rows } from './panes.ts';
import type { Presence } from './presence.ts';
import { serverProcess } from './server-process.ts';
import type { PaneInfo, Tmux } from './tmux.ts';
import type { Wire } from './wire.ts';

/** What is there: all panes, the one of a session by its name, one by its ref. Unknown is never given as gone. */
export type Finder = Pick<Tmux, 'list' | 'find' | 'inspect'>;

export function createFinder(wire: Wire, presence: Presence): Finder {
  async function look(wanted: (info: PaneInfo) => boolean, read: Promise<Rows>) {
    const judged = await presence.judge(await read);
    if (judged.kind !== 'ok') return judged;
    const rows = distinct(judged.rows, wire.hub()).filter((row) => wanted(row.info));
    return { kind: 'rows', server: judged.server, rows } as const;
  }

  return {
    async list() {
      const found = await look(() => true, readRows(wire.run));
      if (found.kind !== 'rows') return found;
      return { kind: 'ok', server: found.server, panes: found.rows.map((row) => row.info) };
    },

    async find(name) {
      const found = await look((info) => info.sessionName === name, readRows(wire.run));
      if (found.kind === 'unknown') return found;
      if (found.kind === 'no_server') return { kind: 'no', why: found.why };
      // Ours if there is one, else what a person in that session looks at.
      const row =
        found.rows.find(({ info }) => info.owner !== null) ??
        found.rows.find(({ current }) => current) ??
        found.rows[0];
      if (row === undefined) return { kind: 'no', why: `there is no tmux session named ${name}` };
      return { kind: 'yes', value: row.info };
    },

    async inspect(ref) {
      if (!isRef(ref)) return { kind: 'no', why: 'that is not a pane' };
      const found = await look(() => true, readPane(wire.run, ref));
      if (found.kind === 'no_server') return { kind: 'no', why: found.why };
      if (found.kind === 'unknown') {
        // Without an answer its own server's process can still be proven dead.
        const dead = (await serverProcess(ref.server)) === 'dead';
        return dead ? { kind: 'no', why: 'its tmux server is gone' } : found;
      }
      if (!sameServer(found.server, ref.server)) {
        return { kind: 'no', why: 'another tmux server runs now' };
      }
      const row = found.rows[0];
      if (row === undefined) return { kind: 'no', why: `pane ${ref.pane} is gone` };
      return { kind: 'yes', value: row.info };
    },
  };
}
