import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import type { TestEngine } from '../support/engine.ts';
import { fakeAgent, plainAgent } from '../support/fake-agent.ts';
import { git, makeRepository } from '../support/repository.ts';
import { labelsOf, testRoom } from '../support/room.ts';
import type { TestRoom } from '../support/room.ts';
import { wizardChat } from '../support/wizard-chat.ts';
import type { WizardChat } from '../support/wizard-chat.ts';

interface Bench {
  readonly engine: TestEngine;
  readonly room: TestRoom;
  readonly chat: WizardChat;
}

async function bench(): Promise<Bench> {
  const absent = {
    ...fakeAgent,
    id: 'absent',
    title: 'Absent',
    binaries: ['no-such-program-here'],
  };
  const engine = await testEngine({ agents: [fakeAgent, absent, plainAgent] });
  const room = testRoom(engine, { projects: [join(engine.home, 'code')] });
  const chat = wizardChat(room, engine.home);
  await chat.enter();
  return { engine, room, chat };
}

async function repository({ engine }: Bench, name = 'api'): Promise<string> {
  const path = join(engine.home, 'code', name);
  await mkdir(path, { recursive: true });
  makeRepository(path);
  return path;
}

const launched = ({ engine }: Bench) =>
  engine.tmux.calls.flatMap((call) => (call.kind === 'create' ? [call.spec] : []));

describe('/new, step by step', () => {
  it('agent, folder, prompt, start: on one card, and the session is in focus', async () => {
    const all = await bench();
    const { engine, room, chat } = all;
    await chat.tap(/^Fake$/);
    await chat.tap(/shop/);
    await chat.write('fix the tests');
    expect(room.lastText()).toContain('Agent: Fake');
    expect(room.lastText()).toContain(`Folder: ${engine.folder}`);
    expect(room.lastText()).toContain('fix the tests');
    expect(launched(all)).toEqual([]);
    await chat.tap(/Start/);
    expect(launched(all)).toMatchObject([{ workdir: engine.folder }]);
    expect(launched(all)[0]?.argv.at(-1)).toBe('fix the tests');
    const [session] = (await engine.sessions.list()).sessions;
    expect(room.focus.id).toBe(session?.id);
    expect(room.messages).toHaveLength(1);
    expect(room.lastText()).toMatch(/^▶ tap-shop is starting\./);
    expect(await chat.isActive()).toBe(false);
  });

  it('offers only agents that are installed and can be started from a chat', async () => {
    const { room } = await bench();
    expect(labelsOf(room.last())).toEqual([['Fake'], ['Cancel']]);
  });

  it('every step after the first has Back and Cancel, and Back goes where one came from', async () => {
    const all = await bench();
    const { room, chat } = all;
    await repository(all);
    const steps: string[] = [];
    const note = () => {
      expect(labelsOf(room.last()).at(-1)).toEqual(['◂ Back', 'Cancel']);
      steps.push(room.lastText().split('\n').at(-1) ?? '');
    };
    await chat.tap(/^Fake$/);
    note();
    await chat.tap(/api/);
    note();
    await chat.tap(/branch of my choice/);
    note();
    await chat.write('feature/x');
    note();
    await chat.tap(/Skip/);
    note();
    expect(new Set(steps).size).toBe(5);
    const [folder, workspace, , prompt] = steps;
    const back: (string | undefined)[] = [];
    for (let n = 0; n < 3; n += 1) {
      await chat.tap(/Back/);
      back.push(room.lastText().split('\n').at(-1));
    }
    expect(back).toEqual([prompt, workspace, folder]);
    await chat.tap(/Back/);
    expect(room.lastText()).toContain('Which agent?');
  });

  it('Cancel ends it at once and starts nothing', async () => {
    const all = await bench();
    const { room, chat } = all;
    await chat.tap(/^Fake$/);
    await chat.tap(/Cancel/);
    expect(room.lastText()).toBe('Cancelled. Nothing was started.');
    expect(await chat.isActive()).toBe(false);
    expect(launched(all)).toEqual([]);
  });

  it('survives a restart of the daemon at every step', async () => {
    const all = await bench();
    const { room, chat } = all;
    const path = await repository(all);
    chat.restart();
    await chat.tap(/^Fake$/);
    chat.restart();
    await chat.tap(/api/);
    chat.restart();
    await chat.tap(/new branch/);
    chat.restart();
    await chat.write('go on');
    chat.restart();
    await chat.tap(/Start/);
    expect(launched(all)).toHaveLength(1);
    expect(room.lastText()).toContain('tap-api is starting');
    const [session] = (await all.engine.sessions.list()).sessions;
    expect(session?.workspace).toMatchObject({
      kind: 'worktree',
      repoPath: path,
      branchOwned: true,
    });
    expect((await stat(session?.workdir ?? '')).isDirectory()).toBe(true);
  });

  it('a start that was cut off after the session came to be does not make a second one', async () => {
    const all = await bench();
    const { engine, room, chat } = all;
    await chat.tap(/^Fake$/);
    await chat.tap(/shop/);
    await chat.tap(/Skip/);
    const button = (room.last().message.keyboard ?? [])
      .flat()
      .find((one) => /Start/.test(one.label));
    const data = button !== undefined && 'data' in button ? button.data : '';
    const saved = await chat.save();
    await chat.tapData(data);
    expect(launched(all)).toHaveLength(1);
    await chat.restore(saved);
    await chat.tapData(data);
    expect(launched(all)).toHaveLength(1);
    expect((await engine.sessions.list()).sessions).toHaveLength(1);
    expect(room.lastText()).toContain('is starting');
  });

  it('a card that was shown just before the daemon died is drawn anew and works', async () => {
    const all = await bench();
    const { room, chat } = all;
    const saved = await chat.save();
    await chat.tap(/^Fake$/);
    await chat.restore(saved);
    await chat.tap(/shop/);
    expect(room.lastText()).toContain('Which agent?');
    await chat.tap(/^Fake$/);
    await chat.tap(/shop/);
    expect(room.lastText()).toContain(`Folder: ${all.engine.folder}`);
  });

  it('browses: in, up, pages, and uses the folder one stands in', async () => {
    const all = await bench();
    const { engine, room, chat } = all;
    const code = join(engine.home, 'code');
    for (let n = 1; n <= 8; n += 1)
      await mkdir(join(code, 'shop', `part ${n}`), { recursive: true });
    await chat.tap(/^Fake$/);
    await chat.tap(/Browse/);
    expect(room.lastText()).toContain(`In ${code}.`);
    await chat.tap(/shop/);
    expect(labelsOf(room.last()).flat()).toContain('📁 part 6');
    expect(labelsOf(room.last()).flat()).not.toContain('📁 part 7');
    await chat.tap(/2\/2 ▶/);
    await chat.tap(/part 7/);
    await chat.tap(/Up/);
    expect(room.lastText()).toContain(`In ${engine.folder}.`);
    await chat.tap(/Use this folder/);
    expect(room.lastText()).toContain(`Folder: ${engine.folder}`);
    expect(room.lastText()).toContain('What shall it do first?');
  });

  it('takes a typed path: whole, below the home, or from where one stands', async () => {
    const all = await bench();
    const { engine, room, chat } = all;
    await chat.tap(/^Fake$/);
    await chat.write(engine.folder);
    expect(room.lastText()).toContain(`Folder: ${engine.folder}`);
    await chat.tap(/Back/);
    await chat.write('shop');
    expect(room.lastText()).toContain(`Folder: ${engine.folder}`);
    await chat.tap(/Back/);
    await chat.tap(/Browse/);
    await chat.write('..');
    expect(room.lastText()).toContain(`Folder: ${join(engine.home, 'code')}`);
  });

  it.each([
    ['one that is not there', '/not/there', /does not exist/],
    ['a file', '/etc/hostname', /is a file/],
    ['one with a zero byte', 'x\0y', /That is no path/],
    ['4096 characters', 'y'.repeat(4096), /That is no path/],
  ])('says why the path of %s will not do, and asks again', async (_what, path, why) => {
    const { room, chat } = await bench();
    await chat.tap(/^Fake$/);
    await chat.write(path);
    expect(room.lastText()).toMatch(why);
    expect(room.lastText()).toContain('In which folder?');
    expect(room.lastText().length).toBeLessThan(1000);
  });

  it('takes the branch of one’s choice, and refuses what cannot be one', async () => {
    const all = await bench();
    const { room, chat } = all;
    const path = await repository(all);
    await chat.tap(/^Fake$/);
    await chat.tap(/api/);
    await chat.tap(/branch of my choice/);
    await chat.write('two words');
    expect(room.lastText()).toContain('A branch’s name has no blanks'.replace('’', "'"));
    await chat.write('feature/x');
    await chat.tap(/Skip/);
    await chat.tap(/Start/);
    expect(git(path, 'branch', '--list', 'feature/x')).toContain('feature/x');
  });

  it('a prompt with control bytes is refused by name', async () => {
    const { room, chat } = await bench();
    await chat.tap(/^Fake$/);
    await chat.tap(/shop/);
    await chat.write('ring \u0007');
    expect(room.lastText()).toMatch(/BEL/);
    expect(room.lastText()).toContain('What shall it do first?');
  });

  it('P7 a long prompt is shown cut and started whole', async () => {
    const all = await bench();
    const { room, chat } = all;
    const prompt = `${'lots of text. '.repeat(290)}the end`;
    await chat.tap(/^Fake$/);
    await chat.tap(/shop/);
    await chat.write(prompt);
    expect(room.lastText().length).toBeLessThan(2000);
    await chat.tap(/Start/);
    expect(launched(all)[0]?.argv.at(-1)).toBe(prompt);
  });

  it('a failed start says why, names the step to go back to, and leaves nothing half-made', async () => {
    const all = await bench();
    const { engine, room, chat } = all;
    const path = await repository(all);
    await chat.tap(/^Fake$/);
    await chat.tap(/api/);
    await chat.tap(/branch of my choice/);
    await chat.write('bad..name');
    await chat.tap(/Skip/);
    await chat.tap(/Start/);
    expect(room.lastText()).toContain('is not a branch name git accepts');
    expect((await engine.sessions.list()).sessions).toEqual([]);
    expect(git(path, 'worktree', 'list').split('\n')).toHaveLength(1);
    await chat.tap(/Change the worktree/);
    await chat.tap(/As it is/);
    await chat.tap(/Skip/);
    await chat.tap(/Start/);
    expect(launched(all)).toMatchObject([{ workdir: path }]);
  });

  it('a folder that vanished meanwhile leads back to the folder; trying again works too', async () => {
    const all = await bench();
    const { engine, room, chat } = all;
    const path = join(engine.home, 'code', 'soon-gone');
    await mkdir(path);
    await chat.tap(/^Fake$/);
    await chat.tap(/soon-gone/);
    await chat.tap(/Skip/);
    await rm(path, { recursive: true });
    await chat.tap(/Start/);
    expect(room.lastText()).toContain('does not exist');
    expect(labelsOf(room.last()).flat()).toContain('Change the folder');
    await mkdir(path);
    await chat.tap(/Try again/);
    expect(launched(all)).toMatchObject([{ workdir: path }]);
  });

  it('P4 a button of an older card, of another wizard or of nobody does nothing', async () => {
    const all = await bench();
    const { room, chat } = all;
    const old = (room.last().message.keyboard ?? []).flat().find((one) => one.label === 'Fake');
    const data = old !== undefined && 'data' in old ? old.data : '';
    await chat.tap(/^Fake$/);
    const asked = room.lastText();
    const serial = data.split(':').slice(0, 2).join(':');
    for (const forged of [
      data,
      'w:',
      'w:00000000:2:start',
      `${serial}:2:start`,
      `${serial}:3:choose.999`,
      `${serial}:4:goto.nowhere`,
      `${serial}:5:page.x`,
      `${serial}:6:toString`,
      `${serial}:7:${'9'.repeat(40)}`,
      `${serial}:${'9'.repeat(40)}:start`,
    ]) {
      await chat.tapData(forged);
      expect(room.lastText()).toBe(asked);
    }
    expect(launched(all)).toEqual([]);
    expect(await chat.isActive()).toBe(true);
  });

  it('text where only buttons help says so; the name of an agent helps', async () => {
    const all = await bench();
    const { room, chat } = all;
    await repository(all);
    await chat.write('hello?');
    expect(room.lastText()).toContain('No such agent is installed.');
    await chat.write('fake');
    await chat.tap(/api/);
    await chat.write('as it is');
    expect(room.lastText()).toContain('Tap one of the buttons, please.');
  });

  it('all data of its buttons fits in 64 bytes', async () => {
    const all = await bench();
    const { engine, room, chat } = all;
    for (let n = 0; n < 30; n += 1) {
      await mkdir(join(engine.home, 'code', `${'long '.repeat(40)}${n}`));
    }
    await chat.tap(/^Fake$/);
    await chat.tap(/▶/);
    for (const button of (room.last().message.keyboard ?? []).flat()) {
      expect(Buffer.byteLength('data' in button ? button.data : '')).toBeLessThanOrEqual(64);
    }
  });

  it('ends by itself when it goes on for too long', async () => {
    const { room, chat } = await bench();
    for (let n = 0; n < 110 && (await chat.isActive()); n += 1) await chat.write('hello?');
    expect(await chat.isActive()).toBe(false);
    expect(room.lastText()).toContain('/new begins again');
  });
});
