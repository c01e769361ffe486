import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { testEngine } from '../support/engine.ts';
import { testRoom } from '../support/room.ts';
import { commandTable } from './table.ts';

const root = join(import.meta.dirname, '..', '..');
const names = commands.map((command) => command.name);

describe('the list of commands', () => {
  it('has every file of the folder, and every file is one command of that name', () => {
    const files = readdirSync(join(root, 'commands')).filter((file) => file !== 'index.ts');
    expect(files.map((file) => file.replace(/\.ts$/, '')).sort()).toEqual([...names].sort());
  });

  it('stands in the order of the menu, each once', () => {
    const order =
      'start help sessions new use send screen keys interrupt pending pause resume stop archive ' +
      'decommission adopt lease status settings doctor alerts';
    expect(names).toEqual(order.split(' '));
  });

  it('is what Telegram takes for a menu', () => {
    for (const command of commands) {
      expect(command.name).toMatch(/^[a-z0-9_]{1,32}$/);
      expect(command.help.length).toBeGreaterThan(2);
      expect(command.help.length).toBeLessThanOrEqual(256);
      expect(command.help).not.toMatch(/\.$/);
    }
  });

  it('is what /help says', async () => {
    const room = testRoom(await testEngine());
    await room.say('/help');
    for (const { name, help } of commands) {
      expect(room.lastText()).toMatch(new RegExp(`^/${name}\\b.* - `, 'm'));
      expect(room.lastText()).toContain(help);
    }
  });

  it('is the table in the README', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, table = ''] = /<!-- commands -->\n([^]*?)\n<!-- \/commands -->/.exec(readme) ?? [];
    expect(table.trim()).toBe(commandTable());
  });
});

describe('/help', () => {
  it('explains one command', async () => {
    const room = testRoom(await testEngine());
    await room.say('/help send');
    expect(room.lastText()).toBe('/send [session] <text>\nSend a text to a session.');
    await room.say('/help /SCREEN');
    expect(room.lastText()).toContain('/screen [session]');
  });

  it('shows the list for a command that does not exist', async () => {
    const room = testRoom(await testEngine());
    await room.say(`/help ${'x'.repeat(4096)}`);
    expect(room.lastText()).toMatch(/^There is no command x+…/);
    expect(room.lastText()).toContain('/doctor');
    expect(room.lastText().length).toBeLessThan(4096);
  });
});
