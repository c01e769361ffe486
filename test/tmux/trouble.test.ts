import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readTmuxVersion } from '../../src/tmux/version.ts';
import { createTmuxServer, launchSpec, mustBeCreated } from '../support/tmux-server.ts';
import type { TmuxServer } from '../support/tmux-server.ts';
import { until } from '../support/until.ts';

let server: TmuxServer;
beforeEach(async () => {
  server = await createTmuxServer();
});
afterEach(() => server.close());

/** A program in place of tmux. */
async function script(body: string): Promise<string> {
  const path = join(server.dir, 'tmux');
  await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

const launch = () => launchSpec('any', ['cat', '-']);

describe('a tmux that cannot be used', () => {
  it('S2.8 is missing: one sentence, and how to install it', async () => {
    const starting = server.open({ binary: join(server.dir, 'nothing-here') });
    const error = await starting.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ kind: 'tmux_unavailable' });
    expect(error instanceof UserError && error.message).toMatch(/^tmux error: .*not found/);
    expect(error instanceof UserError && error.hint).toMatch(/nstall/);
  });

  it.each([
    ['echo "tmux 3.1c"', /too old.*3\.2/],
    ['echo "tmux 2.9"', /too old/],
    ['echo "screen 4"', /says/],
    ['exec sleep 1000', /did not answer within 300 ms/],
  ])('%s', async (body, sentence) => {
    const binary = await script(body);
    const starting = server.open({ binary, commandTimeoutMs: 300 });
    await expect(starting).rejects.toMatchObject({
      kind: 'tmux_unavailable',
      message: expect.stringMatching(sentence),
    });
  });

  it('a version can be asked for on its own', async () => {
    expect((await readTmuxVersion()).text).toMatch(/^tmux /);
    await expect(readTmuxVersion(await script('echo "tmux 1.8"'))).rejects.toBeInstanceOf(
      UserError,
    );
  });
});

describe('T2.2 P12 every answer that is none is unknown', () => {
  const version = '[ "$1" = -V ] && { echo "tmux 3.3a"; exit; }\n';

  it.each([
    ['hangs', 'exec sleep 1000'],
    ['hangs in a child that holds its pipes', 'sleep 5; true'],
    ['ends in silence', 'exit 0'],
    ['fails in silence', 'exit 1'],
    ['complains of permissions', 'echo "error connecting to /x (Permission denied)" >&2; exit 1'],
    ['is another user’s', 'echo "access not allowed" >&2; exit 1'],
    ['complains of its folder', 'echo "directory /x has unsafe permissions" >&2; exit 1'],
    ['is killed', 'kill -9 $$'],
    ['prints something else', 'echo "%begin 1 2 3"; echo "no server running on /x"'],
  ])('a tmux that %s', async (_, body) => {
    const opened = await server.open({
      binary: await script(version + body),
      commandTimeoutMs: 300,
    });
    const ref = {
      server: { pid: process.pid, startedAt: 1 },
      session: '$0',
      window: '@0',
      pane: '%0',
    };
    expect((await opened.tmux.list()).kind).toBe('unknown');
    expect((await opened.tmux.find('any')).kind).toBe('unknown');
    expect((await opened.tmux.create(launch())).kind).toBe('unknown');
    expect(
      (
        await opened.tmux.paste({ ...ref, server: { pid: 1, startedAt: 1 } }, 'x', {
          enterDelayMs: 0,
        })
      ).kind,
    ).toBe('unknown');
    expect(opened.events).toEqual([]);
  });

  it('the client dies between the write and the answer: typed or not, it is unknown', async () => {
    const opened = await server.open();
    const { ref } = mustBeCreated(await opened.tmux.create(launch()));
    await opened.tmux.watch(ref);
    // A picture by our clients: they are in use.
    await until(() => opened.events.some((event) => event.kind === 'screen'), 'a picture');
    const clients = await server.tmux('list-clients', '-F', '#{client_pid} #{client_flags}');
    const commands = clients.split('\n').find((line) => line.includes('no-output'));
    const serverPid = await server.serverPid();
    process.kill(serverPid, 'SIGSTOP');
    const typing = opened.tmux.paste(ref, 'x', { enterDelayMs: 0 });
    const reading = opened.tmux.inspect(ref);
    process.kill(Number(commands?.split(' ')[0]), 'SIGKILL');
    expect((await typing).kind).toBe('unknown');
    process.kill(serverPid, 'SIGCONT');
    // Reading does no harm: it was asked again, the other way.
    expect((await reading).kind).toBe('yes');
  });
});

it('the state folder is ours alone', async () => {
  await mkdir(join(server.dir, 'state'), { mode: 0o700 });
  const opened = await server.open();
  const { ref } = mustBeCreated(await opened.tmux.create(launch()));
  await opened.tmux.watch(ref);
  await until(() => opened.events.some((event) => event.kind === 'screen'), 'a picture');

  const pipes = join(server.dir, 'state', 'pipes');
  const files = (await readdir(pipes)).map((name) => join(pipes, name));
  for (const path of [pipes, join(server.dir, 'state', 'exits'), ...files]) {
    expect((await stat(path)).mode & 0o077, path).toBe(0);
  }
});
