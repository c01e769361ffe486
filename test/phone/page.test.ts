import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { demoCommands, equip } from './demo-bot.ts';
import type { Desk } from './fixture.ts';
import { picture, usePhones } from './fixture.ts';

const phones = usePhones();
const folder = useTempDir();
let browser: Browser;
const contexts: BrowserContext[] = [];
/** Errors of any page of a test; there have to be none. */
const problems: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  const found = problems.splice(0);
  if (found.length > 0) throw new Error(`The page reported: ${found.join('; ')}`);
});
afterAll(async () => {
  await browser?.close();
});

interface View {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

async function visit(
  desk: Desk,
  { width = 390, height = 844, dark = false }: View = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  contexts.push(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  // A server that is away is something the page reports itself.
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().includes('net::ERR_')) problems.push(line.text());
  });
  await page.goto(desk.address.pageUrl);
  await page.getByRole('log').waitFor();
  return page;
}

/** With PHONE_SHOTS set, the pictures stay there for looking at. */
async function shoot(page: Page, name: string): Promise<void> {
  const target = process.env['PHONE_SHOTS'] ?? folder();
  await mkdir(target, { recursive: true });
  const path = join(target, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  expect((await readFile(path)).byteLength).toBeGreaterThan(10_000);
}

async function demo(options = {}): Promise<Desk> {
  const desk = await phones.open(options);
  const bot = desk.bot();
  equip(bot);
  await bot.api.setMyCommands(demoCommands);
  await bot.api.setMyDescription('I show what a decision looks like.');
  await phones.run(bot);
  return desk;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
}

const seen = (page: Page, text: string | RegExp) =>
  page.locator('.message', { hasText: text }).last();

describe('the phone in a browser', () => {
  it('starts a chat, sends a line, shows the answer, the reaction and the two ticks', async () => {
    const page = await visit(await demo());
    await page.getByText('I show what a decision looks like.').waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await seen(page, 'Welcome. Try').waitFor();
    // The first look at it: a whole line, not one that was measured while it was hidden.
    const box = page.getByLabel('Message', { exact: true });
    expect(await box.evaluate((one) => one.clientHeight - one.scrollHeight)).toBe(0);
    await say(page, 'hello there');
    await seen(page, 'Echo: hello there').waitFor();
    const mine = page.locator('.message.mine', { hasText: 'hello there' });
    await mine.locator('.reaction', { hasText: '👀' }).waitFor();
    await mine.getByLabel('received').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('keeps the history over a reload, without the key in the address', async () => {
    const page = await visit(await demo());
    await page.getByRole('button', { name: 'Start' }).click();
    await say(page, 'remember this');
    await seen(page, 'Echo: remember this').waitFor();
    await page.reload();
    await seen(page, 'Echo: remember this').waitFor();
    await page.getByText('online', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('taps buttons: a spinner until the answer, a toast, an alert, an edit in place', async () => {
    const desk = await demo();
    const page = await visit(desk);
    await page.getByRole('button', { name: 'Start' }).click();
    await say(page, '/card');
    const card = seen(page, 'shop asks');
    await card.waitFor();
    desk.phone.faults.set({ method: 'answerCallbackQuery', times: 1, action: { delay: 400 } });
    await card.getByRole('button', { name: 'Deny' }).click();
    await card.locator('.key.busy').waitFor();
    const alert = page.getByRole('alertdialog');
    await alert.getByText('This cannot be undone.').waitFor();
    await shoot(page, 'alert');
    expect(await card.locator('.key.busy').count()).toBe(0);
    await page.keyboard.press('Escape');
    await alert.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.locator('.toast', { hasText: 'Allowed' }).waitFor();
    await seen(page, 'Allowed by You').waitFor();
    await shoot(page, 'allowed');
    await seen(page, 'Allowed by You').getByText('edited').waitFor();
    expect(await card.getByRole('button', { name: '✓ Allow' }).isDisabled()).toBe(true);
    expect(await page.locator('.message', { hasText: 'shop asks' }).count()).toBe(1);
  });

  it('draws every entity, opens quotes and spoilers, and never takes text for markup', async () => {
    const page = await visit(await demo());
    await page.getByRole('button', { name: 'Start' }).click();
    await say(page, '/entities');
    const message = seen(page, 'See the docs');
    await message.waitFor();
    for (const selector of [
      'strong',
      'em u',
      's',
      '.spoiler',
      'code',
      'pre code',
      'blockquote',
      'blockquote.fold',
      'time',
    ]) {
      expect(await message.locator(selector).count(), selector).toBeGreaterThan(0);
    }
    expect(await message.locator('a').first().getAttribute('href')).toBe(
      'https://example.com/docs',
    );
    expect(await message.locator('a').first().getAttribute('rel')).toContain('noopener');
    expect(await message.locator('.codehead').first().textContent()).toBe('ts');
    await message.getByRole('button', { name: 'Show all' }).click();
    await message.getByRole('button', { name: 'Show less' }).waitFor();
    await message.getByLabel('Hidden text').click();
    await message.locator('.spoiler.shown').waitFor();
    await message.getByText('in 5 minutes').waitFor();

    const hostile = '<img src=x onerror="document.title=1"> <b>not bold</b> javascript:alert(1)';
    await say(page, hostile);
    const echo = seen(page, 'Echo: <img');
    await echo.waitFor();
    expect(await echo.locator('img, b, a').count()).toBe(0);
    expect(await page.title()).not.toBe('1');
  });

  it('completes commands by keyboard and lists them from the menu', async () => {
    const page = await visit(await demo());
    await page.getByRole('button', { name: 'Start' }).click();
    await seen(page, 'Welcome').waitFor();
    const input = page.getByLabel('Message', { exact: true });
    await input.pressSequentially('/en');
    await page.getByRole('option', { name: /entities/ }).waitFor();
    expect(await page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await input.inputValue()).toBe('/entities ');
    await input.fill('');
    await page.getByRole('button', { name: 'Commands' }).click();
    expect(await page.getByRole('option').count()).toBe(demoCommands.length);
    await shoot(page, 'commands');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await seen(page, 'shop asks').waitFor();
  });

  it('sends photos and files, shows pictures of the bot and enlarges them', async () => {
    const desk = await demo();
    const page = await visit(desk);
    await page.getByRole('button', { name: 'Start' }).click();
    await say(page, '/photo');
    const photo = seen(page, 'The screen of shop');
    await photo.getByRole('button', { name: /Open/ }).click();
    await page.locator('dialog.lightbox img').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog.lightbox').waitFor({ state: 'detached' });

    const file = join(folder(), 'shot.png');
    await writeFile(file, picture(300, 180));
    await page.getByLabel('Files').setInputFiles(file);
    await page.getByLabel('Caption').fill('from my phone');
    await shoot(page, 'attach');
    await page.keyboard.press('Enter');
    await seen(page, 'A photo of 300 pixels: from my phone').waitFor();

    const notes = join(folder(), 'notes.txt');
    await writeFile(notes, 'plain words');
    await page.getByLabel('Files').setInputFiles(notes);
    await page.getByRole('button', { name: 'Send', exact: true }).last().click();
    await seen(page, 'A file called notes.txt').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.message.mine a.document').click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toBe('plain words');
  });

  it('answers a forced reply, edits the last message with the arrow key, splits long text', async () => {
    const desk = await demo();
    const page = await visit(desk);
    await page.getByRole('button', { name: 'Start' }).click();
    await say(page, '/ask');
    await page.locator('.context', { hasText: 'Reply to tapmux' }).waitFor();
    const input = page.getByLabel('Message', { exact: true });
    expect(await input.getAttribute('placeholder')).toBe('A name');
    await shoot(page, 'reply');
    await say(page, 'Ada');
    await seen(page, 'An answer to “What is it called?”: Ada').waitFor();

    await say(page, 'first form');
    await seen(page, 'Echo: first form').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('.context', { hasText: 'Edit message' }).waitFor();
    expect(await input.inputValue()).toBe('first form');
    await say(page, 'second form');
    await seen(page, 'You changed it to: second form').waitFor();
    expect(await page.locator('.message.mine', { hasText: 'first form' }).count()).toBe(0);

    await say(page, `${'word '.repeat(830)}end`);
    await seen(page, /Echo: .*end/).waitFor();
    const lengths = desk.phone.user
      .messages()
      .filter((one) => one.from?.id === desk.phone.owner.id && (one.text ?? '').startsWith('word'))
      .map((one) => one.text?.length ?? 0);
    expect(lengths.length).toBe(2);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(4096);
  });

  it('works by keyboard alone: arrows walk the messages, Enter opens the menu, Escape leaves', async () => {
    const page = await visit(await demo());
    await page.getByRole('button', { name: 'Start' }).focus();
    await page.keyboard.press('Enter');
    await seen(page, 'Welcome').waitFor();
    await page.getByRole('log').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    await shoot(page, 'menu');
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'React with 🔥' }).press('Enter');
    const chip = seen(page, 'Welcome').locator('.reaction');
    await chip.waitFor();
    expect(await chip.getAttribute('aria-label')).toBe('🔥 from you');
  });

  it('has topics: a list beside the chat, tabs on a phone, a mark on what is unread', async () => {
    const desk = await demo();
    await desk.phone.user.sendText('/start');
    await desk.phone.user.see('Welcome');
    const topic = await desk.call('createForumTopic', {
      chat_id: desk.phone.owner.id,
      name: 'shop',
    });
    const { message_thread_id: thread } = topic.result as { message_thread_id: number };
    const page = await visit(desk);
    await page.locator('.tabs button', { hasText: 'shop' }).click();
    await page.getByRole('heading', { name: 'shop' }).waitFor();
    await say(page, 'in the topic');
    await seen(page, 'Echo: in the topic').waitFor();
    expect(
      desk.phone.user.messages().findLast((one) => one.text === 'in the topic')?.message_thread_id,
    ).toBe(thread);
    await desk.call('sendMessage', { chat_id: desk.phone.owner.id, text: 'meanwhile elsewhere' });
    await page.locator('.tabs button', { hasText: 'All' }).locator('.badge').waitFor();
    expect(await page.title()).toMatch(/^\(\d+\) tapmux/);
    await page.locator('.tabs button', { hasText: 'All' }).click();
    await seen(page, 'meanwhile elsewhere').waitFor();
    await page.locator('.unread').waitFor();
    await expect.poll(() => page.title()).toBe('tapmux');
  });

  it('makes a topic from the list beside the chat, and writes lines with Shift+Enter', async () => {
    const desk = await demo();
    await desk.phone.user.sendText('/start');
    const page = await visit(desk, { width: 1280, height: 800 });
    await desk.phone.user.openTopic('first');
    await page.getByRole('button', { name: 'New topic' }).click();
    await page.getByLabel('Name of the topic').fill('website');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'website' }).waitFor();
    await page.getByLabel('Message', { exact: true }).focus();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await seen(page, /Echo: one\s+two/).waitFor();
    const sent = desk.phone.user.messages().find((one) => one.text === 'one\ntwo');
    expect(sent?.is_topic_message).toBe(true);
  });

  it('says when the bot is away, and goes on when it comes', async () => {
    const desk = await phones.open();
    const page = await visit(desk);
    await page.getByText('waiting for the bot').waitFor();
    await desk.phone.user.sendText('while nobody is there');
    const mine = page.locator('.message.mine', { hasText: 'while nobody is there' });
    await mine.getByLabel('sent').waitFor();
    const bot = desk.bot();
    equip(bot);
    await phones.run(bot);
    await seen(page, 'Echo: while nobody is there').waitFor();
    await page.getByText('online', { exact: true }).waitFor();
    await mine.getByLabel('received').waitFor();
    expect(await mine.getByLabel('sent').count()).toBe(0);
  });

  it('lives through a restart of the server: says so, keeps what was typed, catches up', async () => {
    const stateDir = join(folder(), 'phone');
    const before = await phones.open({ stateDir });
    const port = Number(new URL(before.address.apiRoot).port);
    await before.phone.user.sendText('/start');
    const page = await visit(before);
    await seen(page, '/start').waitFor();
    await before.phone.stop();
    await page.locator('.status', { hasText: 'connecting' }).waitFor();
    const input = page.getByLabel('Message', { exact: true });
    await input.fill('not lost');
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'Not sent' }).waitFor();
    expect(await input.inputValue()).toBe('not lost');
    const after = await phones.open({ stateDir, port });
    await after.call('sendMessage', { chat_id: after.phone.owner.id, text: 'after the restart' });
    await seen(page, 'after the restart').waitFor();
    expect(await input.inputValue()).toBe('not lost');
    await page.keyboard.press('Enter');
    await page.locator('.message.mine', { hasText: 'not lost' }).waitFor();
  });

  it('shows typing, a draft being written and its Stop button', async () => {
    const desk = await phones.open();
    const chat_id = desk.phone.owner.id;
    await desk.phone.user.sendText('/start');
    const page = await visit(desk);
    await desk.call('sendChatAction', { chat_id, action: 'typing' });
    await page.locator('.status', { hasText: 'typing' }).waitFor();
    await desk.call('sendMessageDraft', {
      chat_id,
      draft_id: 5,
      text: 'so far so',
      can_stop: true,
    });
    const draft = page.locator('.draft', { hasText: 'so far so' });
    await draft.waitFor();
    await shoot(page, 'draft');
    await draft.getByRole('button', { name: 'Stop' }).click();
    await draft.waitFor({ state: 'detached' });
    const updates = (await desk.call('getUpdates')).result as readonly object[];
    expect(updates.at(-1)).toMatchObject({ stopped_message_generation: { draft_id: 5 } });
  });

  it('changes between light and dark by hand, and remembers it', async () => {
    const page = await visit(await phones.open());
    const scheme = () => page.evaluate('getComputedStyle(document.documentElement).colorScheme');
    expect(await scheme()).toBe('light dark');
    await page.getByRole('button', { name: 'Light or dark' }).click();
    expect(await scheme()).toBe('dark');
    await page.reload();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    expect(await scheme()).toBe('dark');
  });

  it('looks right on a phone and on a desk, light and dark', async () => {
    const desk = await demo();
    const { user } = desk.phone;
    await user.sendText('/start');
    await user.see('Welcome');
    await user.sendText('fix the tests in shop, please');
    await user.see('Echo: fix');
    await user.sendText('/entities');
    await user.see('See the docs');
    await user.sendText('/photo');
    await user.see('The screen of shop');
    await user.sendText('/card');
    await user.see('shop asks');
    const views: readonly (View & { readonly name: string })[] = [
      { name: 'phone-light' },
      { name: 'phone-dark', dark: true },
      { name: 'desk-light', width: 1280, height: 800 },
      { name: 'desk-dark', width: 1280, height: 800, dark: true },
    ];
    for (const { name, ...view } of views) {
      const page = await visit(desk, view);
      await seen(page, 'shop asks').waitFor();
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(wide, `${name} scrolls sideways`).toBe(0);
      await shoot(page, name);
    }
    await desk.call('createForumTopic', { chat_id: desk.phone.owner.id, name: 'shop' });
    await desk.call('createForumTopic', { chat_id: desk.phone.owner.id, name: 'website redesign' });
    for (const { name, ...view } of views) {
      const page = await visit(desk, view);
      await seen(page, 'shop asks').waitFor();
      await shoot(page, `${name}-topics`);
      await seen(page, 'See the docs').scrollIntoViewIfNeeded();
      await shoot(page, `${name}-entities`);
    }
  });
});
