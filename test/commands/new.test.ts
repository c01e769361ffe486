import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { labelsOf, testRoom } from '../support/room.ts';

function launched(engine: TestEngine) {
  return engine.tmux.calls.flatMap((call) => (call.kind === 'create' ? [call.spec] : []));
}

describe('/new', () => {
  it('without anything asks step by step', async () => {
    const room = testRoom(await testEngine());
    await room.say('/new');
    await room.say('/new   ');
    expect(room.wizards).toEqual(['new', 'new']);
  });

  it('starts in a folder with the first prompt, all of it behind the bar', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    await room.say(`/new ${engine.folder} | fix | the\n tests`);
    const [session] = (await engine.sessions.list()).sessions;
    expect(session).toMatchObject({ agent: 'fake', workdir: engine.folder });
    expect(launched(engine)[0]?.argv.slice(1)).toEqual(['fix | the\n tests']);
    expect(room.focus.id).toBe(session?.id);
    expect(room.lastText()).toMatch(/^▶ tap-shop is starting\./);
  });

  it('takes a folder below the home, an agent, both, or the name of a project', async () => {
    const engine = await testEngine();
    const room = testRoom(engine, { projects: [join(engine.home, 'code')] });
    await room.say('/new ~/shop');
    await room.say('/new FAKE ~/shop | go');
    await room.say('/new Shop');
    await room.say('/new fake');
    const folders = launched(engine).map((spec) => spec.workdir);
    const home = join(engine.home, 'code');
    expect(folders).toEqual([engine.folder, engine.folder, engine.folder, home]);
  });

  it('a folder may have blanks and a bar in its name', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const folder = join(engine.home, 'my|old code');
    await mkdir(folder);
    await room.say(`/new ${folder} | go`);
    expect(launched(engine)[0]).toMatchObject({ workdir: folder });
    expect(launched(engine)[0]?.argv.at(-1)).toBe('go');
  });

  it('asks which one when several projects have that name', async () => {
    const engine = await testEngine();
    const room = testRoom(engine, { projects: [engine.home] });
    for (const parent of ['work', 'play']) {
      await mkdir(join(engine.home, parent, 'api', '.git'), { recursive: true });
    }
    await room.say('/new api | go');
    expect(launched(engine)).toEqual([]);
    expect(labelsOf(room.last())).toHaveLength(2);
    await room.tap(/play\/api/);
    await room.tap(/play\/api/);
    expect(launched(engine)).toMatchObject([{ workdir: join(engine.home, 'play', 'api') }]);
    expect(room.lastText()).toContain('tap-api is starting');
  });

  it('says in one sentence what is wrong, and starts nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['nowhere', /no project or agent called nowhere here/],
      ['/not/there | go', /\/not\/there does not exist\. Choose an existing folder\./],
      ['| go', /^Which folder\?/],
      ['shop | \u0007bell', /BEL/],
      ['x'.repeat(4096), /too long for a folder/],
      ['two\nlines', /too long for a folder/],
      ['--agent=fake; rm -rf /', /no project or agent called --agent=fake; rm -rf \/ here/],
    ];
    for (const [argument, sentence] of wrong) {
      await room.say(`/new ${argument}`);
      expect(room.lastText()).toMatch(sentence);
      expect(room.lastText().length).toBeLessThan(400);
    }
    expect(launched(engine)).toEqual([]);
    expect((await engine.sessions.list()).sessions).toEqual([]);
  });

  it('a failed start leaves nothing half-made', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    engine.tmux.faults.create = { kind: 'failed', why: 'no more terminals' };
    await room.say(`/new ${engine.folder}`);
    expect(room.lastText()).toContain('no more terminals');
    expect((await engine.sessions.list()).sessions).toEqual([]);
    expect(room.focus.id).toBeNull();
  });

  it('forged buttons start nothing', async () => {
    const engine = await testEngine();
    const room = testRoom(engine);
    for (const argument of [
      'x',
      '[]',
      '["a","b","c","d"]',
      '{}',
      '[1]',
      `["${crypto.randomUUID()}"]`,
    ]) {
      await room.tapData(`c:new:${argument}`);
    }
    expect(launched(engine)).toEqual([]);
    expect(room.toasts).toHaveLength(6);
  });
});
