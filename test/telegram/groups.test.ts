import type { Update } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { defaultAlerts } from '../../src/telegram/alerts.ts';
import { createGroups } from '../../src/telegram/groups.ts';
import { openBotBook } from '../../src/telegram/state/bot-book.ts';
import { tempFolder } from '../support/temp.ts';

describe('a group that becomes a supergroup', () => {
  it('keeps its standing and its settings under its new number', async () => {
    const book = openBotBook(await tempFolder(), createLog({ level: 'silent', file: null }));
    const group = { chat: -500, title: 'Team', by: 7, forum: false, enabled: true };
    const quiet = { alerts: { ...defaultAlerts, ended: 'off' as const }, sessions: {} };
    await book.update((one) => ({ ...one, groups: [group], settings: { '-500': quiet } }));
    const groups = createGroups({
      book,
      rules: { operators: [7], trust: { kind: 'pairing' } },
      now: () => 0,
      unpark: () => {},
      onOpened: () => {},
    });
    const told = { message: { chat: { id: -500 }, migrate_to_chat_id: -100_500 } };
    await groups.onMembership(told as unknown as Update);
    const after = await book.read();
    expect(after.groups).toEqual([{ ...group, chat: -100_500 }]);
    expect(after.settings).toEqual({ '-100500': quiet });
  });
});
