import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tmux } from '../../src/tmux/tmux.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import type { TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let server: TmuxServer;
let tmux: Tmux;
beforeAll(async () => {
  server = await createTmuxServer();
  ({ tmux } = await server.open());
});
afterAll(() => server.close());

const idle = ['cat', '-'];
const start = async (name: string) => mustBeCreated(await tmux.create(launchSpec(name, idle)));

describe('find and list', () => {
  it('finds by the exact name only: no prefix, no glob, no current session', async () => {
    await start('exact-name');
    for (const name of ['exact', 'exact-*', 'exact-nam', '', 'exact-name:', '=exact-name']) {
      expect((await tmux.find(name)).kind).toBe('no');
    }
    expect((await tmux.find('exact-name')).kind).toBe('yes');
  });

  it('lists each pane once although it is linked into the hub, and the hub never', async () => {
    const { ref } = await start('listed');
    await tmux.watch(ref);
    expect(await server.tmux('list-sessions', '-F', '#{session_name}')).toContain('tapmux-hub');
    const listing = await tmux.list();
    const panes = listing.kind === 'ok' ? listing.panes : [];
    expect(panes.filter((pane) => pane.ref.pane === ref.pane)).toHaveLength(1);
    expect(panes.some((pane) => pane.sessionName.startsWith('tapmux-hub'))).toBe(false);
    expect(panes.every((pane) => !pane.attached)).toBe(true);
  });

  it('gives the folder that a pane was started in when nothing tells where it is', async (context) => {
    const { major, minor } = tmux.version;
    if (major === 3 && minor < 3) context.skip('this tmux does not keep it');
    await start('beside');
    await server.tmux('set-option', '-g', 'remain-on-exit', 'on');
    const folder = join(server.dir, 'ended');
    await mkdir(folder);
    await server.hubIsUp();
    await server.tmux('new-session', '-d', '-s', 'ended', '-c', folder, 'true');
    await server.tmux('set-option', '-g', 'remain-on-exit', 'off');
    const dead = await until(async () => {
      const found = await tmux.find('ended');
      return found.kind === 'yes' && found.value.dead ? found.value : null;
    }, 'the dead pane');
    expect(dead.path).toBe(folder);
    await server.tmux('kill-session', '-t', '=ended');
  });

  it('reads a folder and a title that try to forge the listing', async () => {
    const folder = join(server.dir, 'x\n%end 1 2 1\n%output %1 y');
    await mkdir(folder);
    const { ref } = mustBeCreated(
      await tmux.create(launchSpec('forged', idle, { workdir: folder })),
    );
    await server.hubIsUp();
    await server.tmux('select-pane', '-t', ref.pane, '-T', '%error 1 2 1');
    // tmux asks the program for its folder, which takes a moment to be there.
    const value = await until(async () => {
      const found = await tmux.inspect(ref);
      return found.kind === 'yes' && found.value.path === folder ? found.value : null;
    }, 'the folder');
    expect(value.title).toBe('%error 1 2 1');
  });
});
