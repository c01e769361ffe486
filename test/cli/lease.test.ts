import { describe, expect, it } from 'vitest';
import { runLease } from '../../src/cli/lease.ts';
import { handleLease } from '../../src/sessions/leases.ts';
import { autonomous, interactive, laden, leaseBench, t0 } from '../support/leases.ts';

const escape = '\u001b';

/** The verb against the real service, without the socket between them. */
async function terminal(env: NodeJS.ProcessEnv = {}) {
  const bench = await leaseBench();
  const out: string[] = [];
  const err: string[] = [];
  const calls: { path: string; body: unknown }[] = [];
  const run = (line: string, options: { json?: boolean; more?: readonly string[] } = {}) =>
    runLease([...line.split(' ').filter(Boolean), ...(options.more ?? [])], {
      call(_, path, body) {
        calls.push({ path, body });
        // As it would arrive through the socket.
        const sent: unknown = JSON.parse(JSON.stringify(body));
        return handleLease(bench.leases, async () => bench.id, path.split('/').at(-1) ?? '', sent);
      },
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      json: options.json ?? false,
      env: { TAPMUX_SESSION_ID: bench.id, ...env },
    });
  return { ...bench, out, err, calls, run };
}

const machine = 'start --lifecycle autonomous --actor-id worker --lease-seconds 60';

describe('tapmux lease', () => {
  it('S3.62 start tells mode, count, beginning and reset, after a warning if there is one', async () => {
    const { run, out, id } = await terminal();
    expect(await run('start --mode research')).toBe(0);
    expect(await run('start')).toBe(0);
    expect(out).toEqual([
      `Session state: mode=research start_count=1 started_at=${t0} reset=false`,
      `Warning: active session already exists for \`${id}\`; incrementing start_count`,
      `Session state: mode=research start_count=2 started_at=${t0} reset=false`,
    ]);
  });

  it('S3.79 heartbeat tells actor, session, revision and end', async () => {
    const { run, out, store, id } = await terminal();
    await run(machine);
    expect(await run('heartbeat --actor-id worker', { more: ['--activity', 'a b'] })).toBe(0);
    const { state } = await store.read(id);
    expect(out.at(-1)).toBe(
      `Heartbeat recorded for \`worker\` on session \`${state?.sessionId}\` (revision=1, lease_expires_at=${t0 + 60}).`,
    );
  });

  it('S3.87 takeover tells who replaced whom, where', async () => {
    const { run, out, store, id, time } = await terminal();
    await run(machine);
    time.now = t0 + 60;
    expect(await run('takeover --actor-id other --reason silent')).toBe(0);
    expect(out.at(-1)).toBe(
      `Session takeover recorded: \`other\` replaced \`worker\` on \`${store.path(id)}\` (revision=2).`,
    );
  });

  it('S3.101 clear is a success with a lease and without', async () => {
    const { run, out, store, id, put } = await terminal();
    await put(laden(interactive()));
    expect(await run('clear')).toBe(0);
    expect(await run('clear')).toBe(0);
    expect(out).toEqual([
      `Cleared session state at ${store.path(id)}`,
      `No session state found at ${store.path(id)}`,
    ]);
  });

  it('show tells holder, activity and staleness; ids and texts of others are escaped', async () => {
    const { run, out, put } = await terminal();
    const state = autonomous({ ownerId: `own${escape}er` });
    await put(laden(state));
    expect(await run('show --actor-id someone')).toBe(0);
    expect(out[0]).toBe(String.raw`Held by ` + '`own\\x1ber` (live)');
    expect(out.join('\n')).toContain('Somebody else drives this session.');
    expect(out.join('\n')).not.toContain(escape);
  });

  it('S3.61 S3.120 --json prints the report as it is', async () => {
    const { run, out, put } = await terminal();
    await put(laden(autonomous({ ownerId: 'a\nb' })));
    expect(await run('show --json')).toBe(0);
    expect(await run('show', { json: true })).toBe(0);
    for (const line of out) expect(JSON.parse(line)).toMatchObject({ actor_id: 'a\nb' });
    expect(out).toHaveLength(2);
  });

  it('a refusal is 1 with its reason on stderr, and JSON for who asked for it', async () => {
    const { run, out, err, put } = await terminal();
    await put(laden(autonomous()));
    expect(await run('start')).toBe(1);
    expect(out).toEqual([]);
    expect(err[0]).toContain('active autonomous session is owned by `worker`');
    expect(await run('start --json')).toBe(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ ok: false, kind: 'ownership_conflict' });
  });

  it('S3.18 a combination that cannot be is usage', async () => {
    const { run, err } = await terminal();
    expect(await run('start --owner-kind runtime_worker')).toBe(2);
    expect(err[0]).toContain('`--owner-kind` is only valid with `--lifecycle autonomous`');
  });

  it.each([
    '',
    'steal',
    'start now',
    'start --fast',
    'start --activity x',
    'show --reason x',
    'heartbeat',
    'heartbeat --activity x',
    'takeover --actor-id a',
    'takeover --reason r',
    'start --lease-seconds soon',
    'clear --expect-revision 1',
    'clear --expect-session s --expect-revision one',
  ])('S3.63 S3.80 `%s` is usage, and nothing is called', async (line) => {
    const { run, err, calls } = await terminal();
    expect(await run(line)).toBe(2);
    expect(err.join('\n')).toContain('usage: tapmux lease');
    expect(calls).toEqual([]);
  });

  it('T3.13 T3.15 hands the expectation of the client on', async () => {
    const { run, put, calls, err } = await terminal();
    await put(laden(interactive()));
    expect(await run('clear --expect-session none')).toBe(1);
    expect(await run('clear --expect-session ses_OLD --expect-revision 7')).toBe(1);
    expect(err[1]).toContain('expected revision 7, current is 1; retry');
    expect(await run('clear --expect-session ses_OLD --expect-revision 1')).toBe(0);
    expect(calls[0]?.body).toMatchObject({ expected_session_id: null });
  });

  it('T3.10 a given empty activity arrives as one', async () => {
    const { run, store, id } = await terminal();
    await run(machine);
    await run('heartbeat --actor-id worker --activity busy');
    expect((await store.read(id)).activity).toMatchObject({ currentActivity: 'busy' });
    await run('heartbeat --actor-id worker --activity', { more: [''] });
    expect((await store.read(id)).activity).toBeNull();
  });

  it('means the session that is named, then the one of the environment, then that of the pane', async () => {
    const env = { TMUX_PANE: '%3', TMUX: '/tmp/tmux-0/default,1,0' };
    const inside = await terminal(env);
    await inside.run('show --session shop');
    await inside.run('show');
    expect(inside.calls.map((one) => one.body)).toMatchObject([
      { session: 'shop' },
      { session: inside.id },
    ]);
    const pane = await terminal({ ...env, TAPMUX_SESSION_ID: '' });
    await pane.run('show');
    expect(pane.calls).toMatchObject([
      { path: '/api/v1/leases/show', body: { pane: '%3', tmux: env.TMUX } },
    ]);
    const outside = await terminal({ TAPMUX_SESSION_ID: '' });
    expect(await outside.run('show')).toBe(2);
    expect(outside.err[0]).toContain('which session?');
  });

  it('a daemon that cannot be reached, or talks otherwise, is a failure with a sentence', async () => {
    const err: string[] = [];
    const answering = (call: () => Promise<unknown>) =>
      runLease(['show', '--session', 's'], {
        call,
        out: () => undefined,
        err: (text) => err.push(text),
        json: false,
        env: {},
      });
    expect(await answering(() => Promise.reject(new Error('no daemon')))).toBe(1);
    expect(await answering(async () => 'hello')).toBe(1);
    expect(err).toEqual(['no daemon', 'the daemon gave an answer of another form']);
  });
});
