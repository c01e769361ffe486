import { expect, it } from 'vitest';
import { createPrinter } from '../../src/tmux/printed.ts';
import type { Shown } from '../../src/tmux/printed.ts';

const asked = { commands: ['display-message -p asked'], ends: ['asked'] };

/** What the server says to the list of commands, by the version that says it. */
const said = (picture: string) => `%begin 7 1 1
asked
%end 7 1 1
%begin 7 2 1
%end 7 2 1
%paste-buffer-changed some-buffer
%begin 7 3 1
${picture}
%end 7 3 1
%begin 7 4 1
%end 7 4 1
%begin 7 5 1
`;

const answering = (out: string, shown: Shown) =>
  createPrinter({
    run: () => Promise.resolve({ kind: 'ok', out, err: '', via: 'channel' }),
    shown: () => shown,
    way: () => 'buffer',
  });

it('reads a buffer as tmux 3.4 and 3.5 show it: as it is', async () => {
  const picture = 'C:\\new \\033\n%end 7 3 1\n\u001B[1mbold';
  const printed = await answering(said(picture), 'plain').print(asked, '-t %1');
  expect(printed).toMatchObject({ kind: 'ok', rows: picture.split('\n') });
});

it('reads a buffer as tmux up to 3.3 shows it: with escapes', async () => {
  const picture = 'C:\\\\new\n%end 7 3 1\n\\033[1mbold';
  const printed = await answering(said(picture), 'escaped').print(asked, '-t %1');
  expect(printed).toMatchObject({ rows: ['C:\\new', '%end 7 3 1', '\u001B[1mbold'] });
});

it('has no rows when the pane could not be captured', async () => {
  const out = `%begin 7 1 1
asked
%end 7 1 1
%begin 7 2 1
can't find pane: %1
%error 7 2 1
%begin 7 5 1
`;
  const printed = await answering(out, 'plain').print(asked, '-t %1');
  expect(printed).toMatchObject({ kind: 'ok', rows: null });
});
