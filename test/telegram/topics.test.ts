import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import type { House } from './fixture.ts';
import { ownerId, useHouses } from './fixture.ts';

const open = useHouses();

async function topicOf(house: House, name: string): Promise<number> {
  const created = await house.phone.user.see((one) => one.forum_topic_created?.name === name);
  return created.message_id;
}

describe('topics', () => {
  it('each session has its own, and its decisions come there', async () => {
    const house = await open({ topics: true });
    const one = await house.idle('one');
    const two = await house.idle('two');
    await house.asks(one.pane, 'From one?|Yes|No');
    await house.asks(two.pane, 'From two?|Yes|No');
    const [a, b] = [
      await house.phone.user.see('From one?'),
      await house.phone.user.see('From two?'),
    ];
    expect(a.message_thread_id).toBe(await topicOf(house, one.session.name));
    expect(b.message_thread_id).toBe(await topicOf(house, two.session.name));
  });

  it('text in a topic goes to its session', async () => {
    const house = await open({ topics: true });
    const { session, pane } = await house.idle();
    const other = await house.idle('other');
    const thread = await topicOf(house, session.name);
    await house.phone.user.sendText('for this one', { thread });
    await house.phone.until(() => pane.typed.includes('for this one'));
    expect(other.pane.typed).toEqual([]);
  });

  it('a topic is found again after a restart', async () => {
    const house = await open({ topics: true });
    const { session, pane } = await house.idle();
    const thread = await topicOf(house, session.name);
    const again = await house.restart();
    await again.asks(pane, 'Still there?|Yes|No');
    const card = await house.phone.user.see('Still there?');
    expect(card.message_thread_id).toBe(thread);
    expect(house.phone.calls.list('createForumTopic')).toHaveLength(1);
  });

  it('a deleted topic is made anew on the next message', async () => {
    const house = await open({ topics: true });
    const { session, pane } = await house.idle();
    const thread = await topicOf(house, session.name);
    await house.phone.user.see('Started.');
    const { Api } = await import('grammy');
    const { token } = await import('./fixture.ts');
    await new Api(token, { apiRoot: house.apiRoot }).deleteForumTopic(ownerId, thread);
    await house.asks(pane, 'Anew?|Yes|No');
    const card = await house.phone.user.see('Anew?');
    expect(card.message_thread_id).not.toBe(thread);
    expect(card.message_thread_id).toBeDefined();
  });

  it('in a forum a topic is closed with its session', async () => {
    const house = await open();
    const { owner } = house.phone;
    const forum = house.phone.group({
      id: -100_700,
      title: 'Forum',
      forum: true,
      members: [owner],
    });
    await forum.as(owner).unblock();
    forum.setBot('administrator');
    await forum.as(owner).sendText('/start');
    await forum.as(owner).see('listens to its operators');
    const { session } = await house.idle();
    await forum.as(owner).see('Started.');
    await house.sessions.stopSession(session.id, 'cli:ada');
    await house.sessions.archive(session.id);
    const closed = await forum.as(owner).see((one) => 'forum_topic_closed' in one);
    const topic = await forum.as(owner).see((one) => 'forum_topic_created' in one);
    expect(closed.message_thread_id).toBe(topic.message_id);
  });

  it('without topics everything is in one chat', async () => {
    const house = await open();
    const { pane } = await house.idle();
    await house.asks(pane, 'Flat?|Yes|No');
    const card = await house.phone.user.see('Flat?');
    expect(card.message_thread_id).toBeUndefined();
    expect(house.phone.calls.list('createForumTopic')).toEqual([]);
  });

  it('a bot that may not make topics uses the chat', async () => {
    const house = await open({ topics: true });
    house.phone.faults.set({
      method: 'createForumTopic',
      action: {
        error: { code: 400, description: 'Bad Request: not enough rights to create a topic' },
      },
    });
    const { pane } = await house.idle();
    await house.asks(pane, 'Anyway?|Yes|No');
    const card = await house.phone.user.see('Anyway?');
    expect(card.message_thread_id).toBeUndefined();
    await until(() => house.log.some((line) => line.includes('no topic could be made')), 'the log');
  });
});
