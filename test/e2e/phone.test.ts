import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { testDaemon } from '../support/daemon.ts';
import type { TestDaemon } from '../support/daemon.ts';
import { makeRepository } from '../support/repository.ts';
import { until } from '../support/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface View {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
}

const phoneSized: View = { width: 390, height: 844 };

async function open(daemon: TestDaemon, view: View = phoneSized): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.dark === true ? 'dark' : 'light',
    deviceScaleFactor: 2,
    locale: 'en-GB',
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(daemon.page());
  await page.getByRole('log').waitFor();
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Message' });
  await box.fill(text);
  await box.press('Enter');
}

/** The button of the latest message that has one of this name. */
function button(page: Page, name: string | RegExp) {
  return page
    .getByRole('log')
    .getByRole('button', { name, exact: typeof name === 'string' })
    .last();
}

function saying(page: Page, text: string | RegExp) {
  return page.getByRole('log').getByText(text).last();
}

describe('a newcomer without a token', () => {
  it('starts, runs the demo agent, approves, sends, edits, reloads and survives a restart', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    expect(daemon.page()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?key=\S{20,}$/);
    const page = await open(daemon);
    await page.getByRole('button', { name: 'START' }).click();
    await button(page, /Start the demo agent/).click();
    await saying(page, /is starting/).waitFor();
    await idle(daemon);

    await say(page, 'run npm test');
    await button(page, 'Yes').click();
    await saying(page, /Yes by You at .* done/).waitFor();
    await saying(page, /has finished its turn/).waitFor();
    await idle(daemon);

    // Another device shows the same chat.
    const desktop = await open(daemon, { width: 1280, height: 800, dark: true });
    await saying(desktop, /Yes by You at .* done/).waitFor();
    await say(page, '/sessions');
    await saying(page, /1 session/).waitFor();

    await say(page, 'hello from the phone');
    const [session] = (await daemon.json<{ sessions: { name: string }[] }>('ls')).sessions;
    const name = session?.name ?? '';
    await until(async () =>
      (await daemon.tapmux('screen', name)).out.includes('hello from the phone'),
    );
    await idle(daemon);

    await page.reload();
    await saying(page, 'hello from the phone').waitFor();

    // A question waits while the daemon is killed and started again; its buttons still work.
    await say(page, 'run make deploy');
    await button(page, 'No, and say what to do differently').waitFor();
    await daemon.kill();
    const before = daemon.page();
    await daemon.start();
    expect(daemon.page()).toBe(before);
    await button(page, 'Yes').click();
    await saying(page, /make deploy[\s\S]*Yes by You at .* done/)
      .or(saying(page, /Ran make deploy/))
      .first()
      .waitFor();
    await until(async () => (await daemon.tapmux('screen', name)).out.includes('Ran make deploy'));
  });

  it('walks through /new, and the list shows what was made', async () => {
    const daemon = await testDaemon();
    await mkdir(join(daemon.folder, 'inner'));
    await daemon.start();
    const page = await open(daemon);
    await page.getByRole('button', { name: 'START' }).click();
    await say(page, `/new demo ${daemon.folder} | run ls`);
    await button(page, 'Yes').click();
    await saying(page, /Yes by You at .* done/).waitFor();
    await say(page, '/sessions');
    await saying(page, /tap-shop/).waitFor();
    const found = await daemon.json<{ sessions: { name: string; workdir: string }[] }>('ls');
    expect(found.sessions).toMatchObject([{ name: 'tap-shop', workdir: daemon.folder }]);
  });

  it('answers several choices, words and a reason from the card', async () => {
    const daemon = await testDaemon();
    const deeds = join(daemon.folder, 'deeds.jsonl');
    await daemon.start({ TAPMUX_DEMO_LOG: deeds });
    const page = await open(daemon);
    await page.getByRole('button', { name: 'START' }).click();
    await say(page, `/new demo ${daemon.folder}`);
    await idle(daemon);

    await say(page, 'multi');
    await button(page, /Search/).click();
    await button(page, /☑.*Search/).waitFor();
    await button(page, /Export/).click();
    await button(page, 'Submit (2)').click();
    await saying(page, /Search, Export/).waitFor();
    await idle(daemon);

    await say(page, 'ask');
    await button(page, 'Type something').click();
    await saying(page, /Write your answer/).waitFor();
    await say(page, 'a flat file');
    await saying(page, /a flat file by You/).waitFor();
    await idle(daemon);

    await say(page, 'run rm -rf build');
    await button(page, 'Deny and say why').click();
    await saying(page, /Write the reason/).waitFor();
    await say(page, 'keep the build folder');
    await idle(daemon);
    const log = await readFile(deeds, 'utf8');
    expect(log).toContain('Search, Export');
    expect(log).toContain('a flat file');
    expect(log).toContain('keep the build folder');
    expect(log).not.toContain('"ran"');
  });

  it('looks right on a phone and on a desk (pictures in PHONE_SHOTS)', async () => {
    const daemon = await testDaemon();
    await daemon.start();
    const page = await open(daemon);
    await page.getByRole('button', { name: 'START' }).click();
    await saying(page, /tapmux is here/).waitFor();
    for (const [name, branch] of [
      ['api', 'limits'],
      ['blog', 'feeds'],
      ['shop', 'checkout'],
    ] as const) {
      const repo = makeRepository(join(daemon.folder, name));
      const made = ['--agent', 'demo', '--worktree', '--branch', branch] as const;
      expect(await daemon.tapmux('new', repo, ...made)).toMatchObject({ code: 0 });
    }
    await idle(daemon);
    await daemon.tapmux('send', 'shop', 'run npm test -- --coverage');
    await button(page, 'Yes').waitFor();
    await noSidewaysScrolling(page);
    expect(await shoot(page, 'phone-light')).toBeGreaterThan(10_000);
    const desk = await open(daemon, { width: 1280, height: 800, dark: true });
    await button(desk, 'Yes').waitFor();
    await noSidewaysScrolling(desk);
    expect(await shoot(desk, 'desk-dark')).toBeGreaterThan(10_000);
    const dark = await open(daemon, { ...phoneSized, dark: true });
    await say(dark, '/sessions');
    await saying(dark, /3 sessions/).waitFor();
    await button(dark, /Refresh/).waitFor();
    expect(await shoot(dark, 'phone-dark')).toBeGreaterThan(10_000);
  });
});

async function idle(daemon: TestDaemon): Promise<void> {
  await until(async () => {
    const { sessions } = await daemon.json<{ sessions: { attention: string }[] }>('ls');
    return sessions.length > 0 && sessions.every((one) => one.attention === 'idle');
  }, 'an idle agent');
}

async function noSidewaysScrolling(page: Page): Promise<void> {
  const wide = await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  expect(wide).toBe(false);
}

/** The picture's size in bytes; with PHONE_SHOTS set, the picture is kept there. */
async function shoot(page: Page, name: string): Promise<number> {
  const folder = process.env['PHONE_SHOTS'];
  const path = folder === undefined ? {} : { path: join(folder, `${name}.png`) };
  return (await page.screenshot({ ...path, animations: 'disabled', scale: 'css' })).length;
}
