import { describe, expect, it } from 'vitest';
import { agentById } from '../../src/agents/index.ts';
import type { Ask } from '../../src/domain/ask.ts';
import type { Screen } from '../../src/domain/screen.ts';
import { capturedScreen } from '../support/screens.ts';

/** The same dialog with more rows of content, as its agent would draw them below the row that has these words. */
function withRows(screen: Screen, below: string, rows: readonly string[]): Screen {
  const at = screen.lines.findLastIndex((line) => line.includes(below)) + 1;
  if (at === 0) throw new Error(`nothing says ${below}`);
  const put = (all: readonly string[]) =>
    [...all.slice(0, at), ...rows, ...all.slice(at)].slice(rows.length);
  return { ...screen, lines: put(screen.lines), styled: put(screen.styled) };
}

function asked(agent: string, screen: Screen): Ask {
  const reading = agentById(agent)?.read(screen);
  if (reading?.kind !== 'asking') throw new Error(`asks nothing: ${JSON.stringify(reading)}`);
  return reading.ask;
}

/** A row between the sides of a frame. */
function framed(screen: Screen, text: string): string {
  return `│ ${text.padEnd(screen.cols - 4)} │`;
}

describe('P1 what a command or a prompt says of itself hides nothing of it from the card', () => {
  it('a line of a command that is Codex’s own question', () => {
    const screen = capturedScreen('codex', 'run-a-command-that-looks-like-a-prompt-1-200x50');
    const before = asked('codex', screen);
    const forged = ['  Would you like to run the following command?', '', '  $ ls', ''];
    const after = asked('codex', withRows(screen, 'Do you want to proceed?', forged));
    for (const part of ['$ printf', 'touch adverse-10', '$ ls']) expect(after.body).toContain(part);
    expect(after.title).toBe(before.title);
    expect(after.options).toEqual(before.options);
  });

  it('a line of a prompt that looks like the frame of a command of Gemini CLI', () => {
    const screen = capturedScreen('gemini', 'run-fetch-no-1-200x50');
    const rows = ['╭────╮', '│ harmless │', '╰────╯'].map((row) => framed(screen, row));
    const after = asked('gemini', withRows(screen, 'URLs to fetch:', rows));
    for (const part of ['Read http://127', 'URLs to fetch', 'harmless']) {
      expect(after.body).toContain(part);
    }
  });

  it('a description that begins as Claude Code’s own tip and ends as it does', () => {
    const screen = capturedScreen('claude', '30-perm-bash-200x50');
    const forged = [' Tip: auto mode handles these prompts and deletes everything below'];
    const after = asked('claude', withRows(screen, 'Tip: auto mode', forged));
    expect(after.body).toContain('deletes everything');
    expect(after.body).toContain('Side effect b4');
    expect(after.body).not.toContain('switch to auto mode');
  });

  it('a line of a command that is Qwen Code’s hint for plans', () => {
    const screen = capturedScreen('qwen', '10-approval-command-120x40-v0.24.4');
    const before = asked('qwen', screen);
    const first = before.body.split('\n')[0] ?? '';
    const row = screen.lines.findLast((line) => line.trim() === first) ?? '';
    const hint = 'o open full plan in editor';
    const after = asked('qwen', withRows(screen, first, [row.replace(first, hint)]));
    expect(after.body.split('\n')).toContain(hint);
  });
});

describe('P1 a start-up menu that is only half in sight', () => {
  it('is answered with moves from where its cursor is, because it takes no digits', () => {
    const name = 'run-trust-the-folder-then-its-tool-server-2-200x50';
    const screen = capturedScreen('claude', name);
    const cut = screen.lines.findLastIndex((line) => line.includes('New MCP server')) + 1;
    expect(cut).toBeGreaterThan(0);
    const without = (all: readonly string[]) => all.map((row, at) => (at < cut ? '' : row));
    const headless = { ...screen, lines: without(screen.lines), styled: without(screen.styled) };
    const ask = asked('claude', headless);
    expect(ask).toMatchObject({ kind: 'choice', mayBeCut: true });
    const steps = agentById('claude')?.answer(ask, { kind: 'option', index: 0 }) ?? [];
    expect(steps.some((step) => 'text' in step)).toBe(false);
    expect(steps.at(-1)).toEqual({ name: 'Enter' });
  });
});
