import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { testEngine } from '../support/engine.ts';
import { testRoom } from '../support/room.ts';
import { running } from '../support/running.ts';

const hostile: Readonly<Record<string, string>> = {
  blanks: ' \n\t ',
  'a name that nobody has': 'no-such-session-anywhere',
  '4096 characters': 'x'.repeat(4096),
  '4096 blanks': ' '.repeat(4096),
  'markup and shell': '<b>&amp;</b> *_`[x](y)` "; rm -rf / #$(reboot)',
  'invisible and turning characters': '\u202Eshop\u0000\u0007\u{E0041}\uFEFF',
  'half a character': '\uD800',
  'many words': 'one two three four five six',
  'words of the language': '__proto__ constructor toString',
  'a path': '../../etc/passwd',
};

describe.each(commands.map((command) => command.name))('/%s', (name) => {
  it('takes every bad argument in its stride', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session, pane } = await running(engine);
    for (const [what, argument] of Object.entries(hostile)) {
      room.messages.length = 0;
      room.wizards.length = 0;
      await room.say(`/${name} ${argument}`);
      expect(room.messages.length + room.wizards.length, what).toBeGreaterThan(0);
      for (const { message } of room.messages) {
        const { text } = message.body;
        expect(text.trim(), what).not.toBe('');
        expect(text.length, what).toBeLessThanOrEqual(4096 + 200);
        expect(text, what).not.toMatch(/\p{Cs}|\u202E|\uFEFF|\u{E0041}|undefined|\[object/u);
        expect(text, what).not.toContain('\u0000');
      }
      expect((await engine.sessions.get(session.id)).lifecycle, what).toBe('active');
      expect(room.focus.id, what).toBeNull();
    }
    expect(pane.typed).toEqual([]);
    expect(engine.tmux.panes.size).toBe(1);
  });

  it('takes forged buttons in its stride', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const { session, pane } = await running(engine);
    for (const argument of ['x', ':::', 'yes:', 'yes:q1abc', '\u0000', 'é'.repeat(20)]) {
      await room.tapData(`c:${name}:${argument}`);
    }
    expect((await engine.sessions.get(session.id)).lifecycle).toBe('active');
    expect(pane.typed).toEqual([]);
    expect(engine.tmux.panes.size).toBe(1);
  });
});
