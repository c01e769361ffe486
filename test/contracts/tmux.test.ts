import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { newRunId } from '../../src/domain/ids.ts';
import { createTmux } from '../../src/tmux/create.ts';
import type { LaunchSpec, PaneRef, Tmux, TmuxEvent } from '../../src/tmux/tmux.ts';
import { createFakeTmux } from '../support/fake-tmux.ts';
import type { FakeTmux } from '../support/fake-tmux.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { privateTmux } from '../support/private-tmux.ts';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

/** What the engine relies on, held against the real thing and against the fake that tests use. */
interface Subject {
  readonly name: string;
  make(): Promise<Tmux>;
}

const echo = ['/bin/sh', '-c', 'echo READY; exec cat'];

const subjects: readonly Subject[] = [
  {
    name: 'tmux',
    async make() {
      const tmux = createTmux({
        socket: { kind: 'name', name: privateTmux().socket },
        stateDir: await tempFolder(),
        clock: systemClock,
        log: createMemoryLog(),
      });
      await tmux.start();
      onTestFinished(() => tmux.stop());
      return tmux;
    },
  },
  { name: 'the fake', make: () => Promise.resolve(echoing(createFakeTmux())) },
];

/** The fake's programs print READY and then repeat what they get, as `cat` does. */
function echoing(fake: FakeTmux): FakeTmux {
  const create = fake.create.bind(fake);
  fake.create = async (spec) => {
    const created = await create(spec);
    const pane = created.kind === 'created' ? fake.panes.get(created.ref.pane) : undefined;
    if (pane !== undefined) {
      pane.lines = ['READY'];
      pane.onTyped = (_, typed) => {
        if (typed !== '<Enter>') fake.show(pane, [...pane.lines, ...typed.split('\n')]);
      };
    }
    return created;
  };
  return fake;
}

function spec(name: string, workdir: string): LaunchSpec {
  return { name, workdir, argv: echo, env: {}, run: newRunId(), owner: crypto.randomUUID() };
}

async function created(tmux: Tmux, given: LaunchSpec): Promise<PaneRef> {
  const made = await tmux.create(given);
  if (made.kind !== 'created') throw new Error(JSON.stringify(made));
  return made.ref;
}

async function text(tmux: Tmux, ref: PaneRef): Promise<string> {
  const captured = await tmux.capture(ref);
  return captured.kind === 'screen' ? captured.screen.lines.join('\n') : captured.kind;
}

describe.each(subjects)('the driver’s contract: $name', (subject) => {
  it('S2.14 S2.18 makes a detached session rooted in its folder, owned, and lists it', async () => {
    const tmux = await subject.make();
    const folder = await tempFolder();
    const given = spec('tap-one', folder);
    const ref = await created(tmux, given);
    // tmux asks the program for its folder, which takes a moment to be there.
    const panes = await until(async () => {
      const listing = await tmux.list();
      if (listing.kind !== 'ok') throw new Error(listing.kind);
      return listing.panes[0]?.path === '' ? null : listing.panes;
    });
    expect(panes).toMatchObject([
      {
        ref,
        sessionName: 'tap-one',
        path: folder,
        owner: given.owner,
        dead: false,
        attached: false,
      },
    ]);
  });

  it('S2.19 T2.2 exists is yes, no or unknown, by the exact name', async () => {
    const tmux = await subject.make();
    await created(tmux, spec('tap-shop-two', await tempFolder()));
    expect((await tmux.find('tap-shop-two')).kind).toBe('yes');
    expect((await tmux.find('tap-shop')).kind).toBe('no');
    expect((await tmux.find('tap-*')).kind).toBe('no');
  });

  it('S2.20 a name is given once, by the fake as by the real one', async () => {
    const tmux = await subject.make();
    const folder = await tempFolder();
    await created(tmux, spec('tap-one', folder));
    expect((await tmux.create(spec('tap-one', folder))).kind).toBe('taken');
  });

  it('S2.15 kill ends it, and what is gone is gone', async () => {
    const tmux = await subject.make();
    const ref = await created(tmux, spec('tap-one', await tempFolder()));
    await created(tmux, spec('tap-two', await tempFolder()));
    expect((await tmux.kill(ref)).kind).toBe('done');
    expect((await tmux.kill(ref)).kind).toBe('gone');
    expect((await tmux.capture(ref)).kind).toBe('gone');
    expect((await tmux.find('tap-two')).kind).toBe('yes');
  });

  it('with the last session the server goes, as it would without us, and that is proven', async () => {
    const tmux = await subject.make();
    const ref = await created(tmux, spec('tap-one', await tempFolder()));
    await tmux.kill(ref);
    await until(async () => (await tmux.list()).kind === 'no_server');
    expect((await tmux.kill(ref)).kind).toBe('gone');
  });

  it('S2.16 S2.17 text arrives with Enter behind it, and the last lines can be read', async () => {
    const tmux = await subject.make();
    const ref = await created(tmux, spec('tap-one', await tempFolder()));
    await until(async () => (await text(tmux, ref)).includes('READY'));
    expect((await tmux.paste(ref, 'hello; world', { enterDelayMs: 0 })).kind).toBe('typed');
    await until(async () => (await text(tmux, ref)).includes('hello; world'));
    const tail = await tmux.tail(ref, 50);
    expect(tail).toMatchObject({ kind: 'text', text: expect.stringContaining('hello; world') });
  });

  it('P1 presses keys only while the words they were meant for stand on the screen', async () => {
    const tmux = await subject.make();
    const ref = await created(tmux, spec('tap-keys', await tempFolder()));
    await until(async () => (await text(tmux, ref)).includes('READY'));
    expect(await tmux.keys(ref, [{ text: 'no' }], { while: ['EAD', 'npm run build-2'] })).toEqual({
      kind: 'refused',
      why: 'changed',
    });
    expect(await tmux.keys(ref, [{ text: 'yes' }], { while: ['EAD', 'READY'] })).toEqual({
      kind: 'typed',
    });
    await until(async () => (await text(tmux, ref)).includes('yes'));
    expect(await text(tmux, ref)).not.toContain('no');
  });

  it('a watched pane reports what it shows, and its end', async () => {
    const tmux = await subject.make();
    const events: TmuxEvent[] = [];
    tmux.subscribe((event) => events.push(event));
    const ref = await created(tmux, spec('tap-one', await tempFolder()));
    await created(tmux, spec('tap-two', await tempFolder()));
    await tmux.watch(ref);
    await tmux.paste(ref, 'marker', { enterDelayMs: 0 });
    const seen = await until(() =>
      events.find(
        (event) => event.kind === 'screen' && event.screen.lines.join('\n').includes('marker'),
      ),
    );
    expect(seen).toMatchObject({ ref });
    await tmux.kill(ref);
    await until(() =>
      events.some((event) => event.kind === 'closed' && event.ref.pane === ref.pane),
    );
  });

  it('a reference to another server names nothing', async () => {
    const tmux = await subject.make();
    const ref = await created(tmux, spec('tap-one', await tempFolder()));
    const other = { ...ref, server: { pid: ref.server.pid + 1, startedAt: ref.server.startedAt } };
    expect((await tmux.inspect(ref)).kind).toBe('yes');
    expect((await tmux.inspect(other)).kind).toBe('no');
    expect((await tmux.capture(other)).kind).toBe('gone');
    expect(await tmux.paste(other, 'x', { enterDelayMs: 0 })).toEqual({
      kind: 'refused',
      why: 'gone',
    });
    expect((await tmux.kill(other)).kind).toBe('gone');
    expect((await tmux.inspect(ref)).kind).toBe('yes');
  });

  it('the mark of ownership can be written and taken away', async () => {
    const tmux = await subject.make();
    const ref = await created(tmux, spec('tap-one', await tempFolder()));
    const owner = async () => {
      const seen = await tmux.inspect(ref);
      return seen.kind === 'yes' ? seen.value.owner : seen.kind;
    };
    expect((await tmux.mark(ref, null)).kind).toBe('done');
    expect(await owner()).toBeNull();
    await tmux.mark(ref, 'somebody');
    expect(await owner()).toBe('somebody');
  });
});
