import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { ErrorKind } from '../../src/errors.ts';
import { socketPath } from '../../src/hooks/address.ts';
import { errorBody, statusOf } from '../../src/hooks/protocol.ts';
import { routes } from '../../src/hooks/routes.ts';
import { createSocketServer } from '../../src/hooks/server.ts';
import type { Call } from '../../src/hooks/server.ts';
import { createLeaseGuard } from '../../src/sessions/lease-guard.ts';
import { createLeases } from '../../src/sessions/leases.ts';
import { createSkippingClock } from '../support/skipping-clock.ts';
import { ask } from '../support/client.ts';
import { lastPane, testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const managed = '/api/v1/sessions/managed';

async function served(): Promise<{ engine: TestEngine; socket: string }> {
  const engine = await testEngine();
  const socket = socketPath(engine.home);
  const leases = createLeases({
    dir: join(engine.home, 'leases'),
    sessions: { exists: async (id) => (await engine.store.get(id)) !== null },
    clock: createSkippingClock(),
    warn: () => {},
  });
  const server = createSocketServer({
    path: socket,
    log: engine.log,
    routes: routes({
      sessions: engine.sessions,
      leases: createLeaseGuard(leases, engine.sessions),
      health: () => Promise.resolve({ pid: process.pid }),
      shutDown: () => {},
    }),
  });
  await server.listen();
  onTestFinished(() => server.close());
  return { engine, socket };
}

describe('the local socket', () => {
  it('S2.79 S1.1 create, list, get, send, answer and activity are served, with one form of a session', async () => {
    const { engine, socket } = await served();
    const made = await ask(socket, 'POST', managed, { cwd: engine.folder, task: 'title' });
    expect(made).toMatchObject({ status: 200, body: { name: 'tap-shop', status: 'Starting' } });
    engine.tmux.show(lastPane(engine), ['IDLE']);
    await until(async () => (await engine.sessions.resolve('shop')).lifecycle === 'active');
    const listed = await ask(socket, 'GET', managed);
    const one = await ask(socket, 'GET', `${managed}/SHOP`);
    expect(one).toMatchObject({
      status: 200,
      body: { status: 'Active', control: 'Tmux', origin: 'tmux' },
    });
    expect((listed.body as { sessions: unknown[] }).sessions).toEqual([one.body]);

    lastPane(engine).onTyped = (pane) => engine.tmux.show(pane, ['BUSY']);
    expect(await ask(socket, 'POST', `${managed}/shop/send`, { text: 'hello' })).toEqual({
      status: 200,
      body: { kind: 'delivered' },
    });
    expect(await ask(socket, 'GET', `${managed}/shop/activity`)).toMatchObject({
      status: 200,
      body: { class: 'working' },
    });
    engine.tmux.show(lastPane(engine), ['ASK Run it?|Yes|No']);
    const [decision] = await until(async () => {
      const open = await engine.sessions.pending();
      return open.length > 0 ? open : null;
    });
    const answered = await ask(socket, 'POST', '/api/v1/sessions/shop/answer', {
      decision: decision?.id,
      option: 0,
      actor: 'cli:ada',
    });
    expect(answered).toEqual({
      status: 200,
      body: { kind: 'answered', by: 'cli:ada', label: 'Yes' },
    });
  });

  it('S2.8 S2.9 S2.10 S2.11 S2.12 S2.13 T2.17 the status follows from the kind of the error alone', () => {
    const expected: readonly (readonly [ErrorKind, number])[] = [
      ['session_not_found', 404],
      ['name_collision', 409],
      ['invalid_state', 409],
      ['refused', 403],
      ['invalid_input', 400],
      ['tmux_unavailable', 503],
      ['store', 500],
      ['io', 500],
    ];
    for (const [kind, status] of expected) {
      expect(statusOf(kind)).toBe(status);
      expect(errorBody(new UserError(kind, 'the same text')).status).toBe(status);
    }
    expect(errorBody(new Error('a bug')).body.error.kind).toBe('internal');
  });

  it('S2.84 T2.17 text for a stopped session is a refused outcome, not a server error', async () => {
    const { engine, socket } = await served();
    const made = await engine.sessions.create({ cwd: engine.folder });
    await engine.sessions.stopSession(made.id, 'me');
    expect(await ask(socket, 'POST', `${managed}/shop/send`, { text: 'x' })).toMatchObject({
      status: 200,
      body: { kind: 'refused', reason: 'state' },
    });
  });

  it('T1.9 P15 only its owner can reach the socket', async () => {
    const { socket } = await served();
    expect((await stat(dirname(socket))).mode & 0o777).toBe(0o700);
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
  });

  it('T2.25 C7 who may not drive is refused before anything happens; answers stay free', async () => {
    const { engine, socket } = await served();
    await engine.sessions.create({ cwd: engine.folder });
    engine.tmux.show(lastPane(engine), ['IDLE']);
    const lease = {
      session: 'shop',
      lifecycle: 'autonomous',
      actor_id: 'worker-1',
      lease_seconds: 600,
    };
    expect(await ask(socket, 'POST', '/api/v1/leases/start', lease)).toMatchObject({
      body: { ok: true },
    });
    for (const verb of ['send', 'stop', 'pause', 'keys', 'interrupt', 'decommission']) {
      const refused = await ask(socket, 'POST', `${managed}/shop/${verb}`, {
        text: 'x',
        keys: ['Enter'],
        actor: 'cli:ada',
      });
      expect(refused, verb).toMatchObject({
        status: 403,
        body: { error: { message: 'tap-shop is driven by `worker-1`.' } },
      });
    }
    expect(lastPane(engine).typed).toEqual([]);
    const forced = { keys: ['Enter'], actor: 'cli:ada', force: true };
    expect((await ask(socket, 'POST', `${managed}/shop/keys`, forced)).status).toBe(200);
    const owner = { keys: ['Escape'], actor: 'worker-1' };
    expect((await ask(socket, 'POST', `${managed}/shop/keys`, owner)).status).toBe(200);
  });

  it('a script finds its session by its pane, of the right server only', async () => {
    const { engine, socket } = await served();
    const made = await engine.sessions.create({ cwd: engine.folder });
    const tmux = (pid: number | undefined) => ({
      pane: made.pane?.pane,
      tmux: `/tmp/some,socket,${pid},0`,
    });
    const found = await ask(socket, 'POST', '/api/v1/leases/show', tmux(made.pane?.serverPid));
    expect(found.body).toMatchObject({ ok: true, report: { profile: made.id } });
    const other = await ask(socket, 'POST', '/api/v1/leases/show', tmux(1));
    expect(other.body).toMatchObject({ ok: false, kind: 'not_found' });
  });

  it.each([
    ['not JSON', '{"text": '],
    ['not an object', '[1, 2]'],
    ['no text', '{}'],
    ['a text that is none', '{"text": 7}'],
  ])('%s is refused with a sentence', async (_, body) => {
    const { engine, socket } = await served();
    await engine.sessions.create({ cwd: engine.folder });
    const answer = await ask(socket, 'POST', `${managed}/shop/send`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { kind: 'invalid_input' } } });
  });

  it('a body beyond 1 MB, unknown paths and hostile names are refused', async () => {
    const { socket } = await served();
    const big = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
    expect((await ask(socket, 'POST', `${managed}/shop/send`, big)).status).toBe(400);
    expect((await ask(socket, 'GET', '/etc/passwd')).status).toBe(404);
    expect((await ask(socket, 'GET', `${managed}/..%2F..%2Fetc`)).status).toBe(404);
    expect((await ask(socket, 'GET', `${managed}/%ff`)).status).toBe(404);
  });

  it('unknown keys are refused by name, and named ones are pressed in any case', async () => {
    const { engine, socket } = await served();
    await engine.sessions.create({ cwd: engine.folder });
    const press = (keys: readonly string[]) =>
      ask(socket, 'POST', `${managed}/shop/keys`, { keys });
    expect(await press(['Hyper-X'])).toMatchObject({ status: 400 });
    expect(await press(['\u001b'])).toMatchObject({ status: 400 });
    expect(await press([])).toMatchObject({ status: 400 });
    expect(await press(['enter', 'y'])).toMatchObject({ body: { kind: 'typed' } });
    expect(lastPane(engine).typed).toEqual(['<Enter>', 'y']);
  });

  it('a caller that hangs up is seen to be gone, one that was answered is not', async () => {
    const calls: Call[] = [];
    const { socket } = await quietly((call) => {
      calls.push(call);
      return calls.length === 1 ? Promise.resolve({ a: 1 }) : new Promise(() => {});
    });
    expect(await ask(socket, 'POST', '/quiet', '{}')).toEqual({ status: 200, body: { a: 1 } });
    const outgoing = request({ socketPath: socket, method: 'POST', path: '/quiet' });
    outgoing.on('error', () => {});
    outgoing.end('{}');
    await until(() => calls.length === 2, 'the call');
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([false, false]);
    outgoing.destroy();
    await until(() => calls[1]?.signal.aborted, 'the hanging up');
    expect(calls[0]?.signal.aborted).toBe(false);
  });

  it('P16 what waits when the server closes is answered first', async () => {
    const answers: ((answer: object) => void)[] = [];
    const { socket, server } = await quietly(
      () => new Promise<object>((resolve) => void answers.push(resolve)),
    );
    const asked = [1, 2, 3].map(() => ask(socket, 'POST', '/quiet', '{}'));
    await until(() => answers.length === 3, 'the calls');
    for (const answer of answers) answer({ late: true });
    await server.close();
    expect(await Promise.all(asked)).toEqual(
      [1, 2, 3].map(() => ({ status: 200, body: { late: true } })),
    );
  });

  it('a caller that nobody ever answers does not keep the server from closing', async () => {
    const calls: Call[] = [];
    const { socket, server } = await quietly((call) => {
      calls.push(call);
      return new Promise(() => {});
    });
    const asked = ask(socket, 'POST', '/quiet', '{}').catch(() => 'cut off');
    await until(() => calls[0], 'the call');
    await server.close();
    expect(await asked).toBe('cut off');
  });

  it('on a quiet route there is nothing but a status: for a refusal, for what is no JSON, for nothing to say', async () => {
    const { socket } = await quietly((call) =>
      'ok' in (call.body as object)
        ? Promise.resolve({})
        : Promise.reject(new UserError('refused', 'why')),
    );
    const raw = (body: string) => rawAnswer(socket, '/quiet', body);
    expect(await raw('{"ok":1}')).toEqual({ status: 204, text: '' });
    expect(await raw('{}')).toEqual({ status: 403, text: '' });
    expect(await raw('{')).toEqual({ status: 400, text: '' });
  });

  it('an event beyond 1 MB is read to its end, counted, and answered with nothing', async () => {
    const { engine, socket } = await served();
    const large = JSON.stringify({ output: 'x'.repeat(8_000_000) });
    expect(await rawAnswer(socket, '/api/v1/hooks/claude', large)).toEqual({
      status: 204,
      text: '',
    });
    expect(engine.sessions.hookDoor.counts).toEqual({ taken: 0, refused: 0, tooLarge: 1 });
  });

  it('a home with a very long path gets a socket path that the system takes', () => {
    const long = `/tmp/${'very-long-name/'.repeat(12)}`;
    expect(Buffer.byteLength(socketPath(long))).toBeLessThanOrEqual(100);
    expect(socketPath(long)).toBe(socketPath(long));
    expect(socketPath(`${long}x`)).not.toBe(socketPath(long));
  });
});

async function quietly(handle: (call: Call) => Promise<unknown>) {
  const socket = join(await tempFolder(), 's.sock');
  const route = { method: 'POST', path: '/quiet', quiet: true, handle } as const;
  const server = createSocketServer({ path: socket, log: createMemoryLog(), routes: [route] });
  await server.listen();
  onTestFinished(() => server.close());
  return { socket, server };
}

function rawAnswer(socketPath: string, path: string, body: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request({ socketPath, method: 'POST', path }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString('utf8')));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
