import type { Bot } from 'grammy';
import { InlineKeyboard, InputFile } from 'grammy';
import { picture } from './fixture.ts';

const longQuote = Array.from(
  { length: 9 },
  (_, line) => `line ${line + 1} of what the tool printed`,
).join('\n');

function card(state: string) {
  const [title, place, command] = [
    'shop asks',
    '~/code/shop · main',
    'npm run migrate -- --env=staging',
  ];
  const text = `🔐 ${title}\n${place}\n\nBash wants to run:\n${command}\n\n${state}`;
  const at = (part: string) => ({ offset: text.indexOf(part), length: part.length });
  return {
    text,
    entities: [
      { type: 'bold' as const, ...at(title) },
      { type: 'code' as const, ...at(place) },
      { type: 'pre' as const, ...at(command), language: 'bash' },
    ],
  };
}

/** A tiny bot with one of everything that the page has to show. */
export function equip(bot: Bot): void {
  bot.command('start', (ctx) => ctx.reply('Welcome. Try /card, /entities, /photo or just write.'));
  bot.command('card', (ctx) => {
    const { text, entities } = card('');
    return ctx.reply(text, {
      entities,
      reply_markup: new InlineKeyboard()
        .text('Allow', 'allow')
        .success()
        .text('Deny', 'deny')
        .danger()
        .row()
        .text("Allow and don't ask again", 'always')
        .primary()
        .row()
        .text('Details', 'details')
        .copyText('Copy command', 'npm run migrate'),
    });
  });
  bot.callbackQuery('allow', async (ctx) => {
    await ctx.answerCallbackQuery({ text: 'Allowed' });
    const { text, entities } = card('✅ Allowed by You · done');
    await ctx.editMessageText(text, {
      entities,
      reply_markup: { inline_keyboard: [[{ text: '✓ Allow', style: 'success', disabled: {} }]] },
    });
  });
  bot.callbackQuery('deny', (ctx) =>
    ctx.answerCallbackQuery({ text: 'This cannot be undone.', show_alert: true }),
  );
  bot.callbackQuery('details', async (ctx) => {
    await ctx.answerCallbackQuery();
  });
  bot.command('entities', (ctx) =>
    ctx.reply(
      [
        '<b>bold</b> <i>italic <u>both</u></i> <s>gone</s> <tg-spoiler>secret</tg-spoiler> <code>inline()</code>',
        '<pre><code class="language-ts">const answer = 42;\nconsole.log(answer);</code></pre>',
        '<blockquote>a short quote</blockquote>',
        `<blockquote expandable>${longQuote}</blockquote>`,
        'See <a href="https://example.com/docs">the docs</a>, https://example.org, @tapmux_bot, #tests or /card',
        `Expires <tg-time unix="${Math.floor(Date.now() / 1000) + 290}" format="r">soon</tg-time>.`,
        'עברית and العربية and 日本語 and emoji 🎉',
      ].join('\n'),
      { parse_mode: 'HTML' },
    ),
  );
  bot.command('photo', (ctx) =>
    ctx.replyWithPhoto(new InputFile(picture(320, 200), 'screen.png'), {
      caption: 'The screen of shop',
    }),
  );
  bot.command('ask', (ctx) =>
    ctx.reply('What is it called?', {
      reply_markup: { force_reply: true, input_field_placeholder: 'A name' },
    }),
  );
  bot.on('message:photo', (ctx) =>
    ctx.reply(
      `A photo of ${ctx.message.photo.at(-1)?.width} pixels: ${ctx.message.caption ?? 'no caption'}`,
    ),
  );
  bot.on('message:document', (ctx) => ctx.reply(`A file called ${ctx.message.document.file_name}`));
  bot.on('edited_message:text', (ctx) => ctx.reply(`You changed it to: ${ctx.editedMessage.text}`));
  bot.on('message:text', async (ctx) => {
    if (ctx.message.reply_to_message !== undefined) {
      await ctx.reply(`An answer to “${ctx.message.reply_to_message.text}”: ${ctx.message.text}`);
      return;
    }
    await ctx.react('👀');
    await ctx.reply(`Echo: ${ctx.message.text.slice(0, 1000)}`);
  });
}

export const demoCommands = [
  { command: 'start', description: 'Begin' },
  { command: 'card', description: 'Show a decision' },
  { command: 'entities', description: 'Every kind of text' },
  { command: 'photo', description: 'Send a picture' },
  { command: 'ask', description: 'Ask for a reply' },
];
