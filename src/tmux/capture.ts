import type { Clock } from '../clock.ts';
import { createFormat, newToken, wholeNumber } from './format.ts';
import { isPane, isRef, say, serverFields, when } from './guard.ts';
import { parseServer } from './panes.ts';
import type { Printer } from './printed.ts';
import { serverProcess } from './server-process.ts';
import { plainRow, styledRows } from './styled.ts';
import type { Captured, PaneRef, TailResult } from './tmux.ts';

const words = [
  ...serverFields,
  'pane_id',
  'pane_width',
  'pane_height',
  'cursor_x',
  'cursor_y',
  'cursor_flag',
  'alternate_on',
  'pane_mode',
  'pane_input_off',
  'pane_dead',
] as const;
const texts = ['pane_title', 'pane_current_command'] as const;
const fields = [...words, ...texts] as const;

export interface Capture {
  screen(ref: PaneRef): Promise<Captured>;
  tail(ref: PaneRef, lines: number): Promise<TailResult>;
}

export function createCapture(printer: Printer, clock: Clock): Capture {
  return {
    async screen(ref) {
      if (!isRef(ref)) return { kind: 'gone' };
      const format = createFormat(texts, words);
      const printed = await printer.print(
        {
          commands: [`display-message -p -t ${ref.pane} ${format.quoted}`],
          ends: [format.end],
        },
        `-e -N -t ${ref.pane}`,
      );
      if (printed.kind === 'unknown') return unlessDead(ref, printed);
      const values = format.parse(printed.out)[0];
      const about = described(values);
      if (about === null) return { kind: 'unknown', why: 'tmux did not describe the pane' };
      // Server and pane are part of what was read in the same instant; see isPane.
      if (!about.is(ref)) return { kind: 'gone' };
      if (printed.rows === null)
        return { kind: 'unknown', why: 'tmux gave no picture of the pane' };
      const styled = [...styledRows(printed.rows.slice(0, about.screen.rows))];
      while (styled.length < about.screen.rows) styled.push('');
      const lines = styled.map(plainRow);
      return {
        kind: 'screen',
        screen: { ...about.screen, lines, styled, takenAt: clock.now() },
      };
    },

    async tail(ref, lines) {
      if (!isRef(ref)) return { kind: 'gone' };
      const wanted = Math.max(1, Math.min(Math.trunc(lines), 10_000));
      const [full, scrolled] = [newToken(), newToken()];
      const reading = async (history: boolean) =>
        printer.print(
          {
            commands: [
              when(
                ref.pane,
                isPane(ref),
                [when(ref.pane, '#{alternate_on}', [say(full)], [say(scrolled)])],
                [],
              ),
            ],
            ends: [full, scrolled],
          },
          history ? `-S -${String(wanted)} -t ${ref.pane}` : `-t ${ref.pane}`,
        );
      let printed = await reading(true);
      // What lies above a full-screen program was there before it started and is not its own.
      if (printed.kind === 'ok' && printed.out.includes(full)) printed = await reading(false);
      if (printed.kind === 'unknown') return unlessDead(ref, printed);
      if (!printed.out.includes(full) && !printed.out.includes(scrolled)) return { kind: 'gone' };
      if (printed.rows === null) return { kind: 'unknown', why: 'tmux gave no text of the pane' };
      const rows = printed.rows.map((row) => row.trimEnd());
      while (rows.at(-1) === '') rows.pop();
      return { kind: 'text', text: rows.slice(-wanted).join('\n') };
    },
  };
}

/** Nothing was read; that the pane is gone can still be proven by its server's process. */
async function unlessDead<T>(ref: PaneRef, answer: T): Promise<T | { readonly kind: 'gone' }> {
  return (await serverProcess(ref.server)) === 'dead' ? { kind: 'gone' } : answer;
}

function described(values: readonly string[] | undefined) {
  if (values === undefined) return null;
  const server = parseServer(values);
  const value = (field: (typeof fields)[number]) => values[fields.indexOf(field)] ?? '';
  const number = (field: (typeof fields)[number]) => wholeNumber(value(field)) ?? 0;
  if (server === null) return null;
  return {
    is: (ref: PaneRef) =>
      server.pid === ref.server.pid &&
      server.startedAt === ref.server.startedAt &&
      value('pane_id') === ref.pane,
    screen: {
      cols: number('pane_width'),
      rows: number('pane_height'),
      cursor: {
        x: number('cursor_x'),
        y: number('cursor_y'),
        visible: value('cursor_flag') === '1',
      },
      title: value('pane_title'),
      command: value('pane_current_command'),
      alternate: value('alternate_on') === '1',
      mode: value('pane_mode') || null,
      inputOff: value('pane_input_off') === '1',
      dead: value('pane_dead') === '1',
    },
  };
}
