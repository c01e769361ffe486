import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import type { Session } from '../../src/domain/session.ts';
import { asks, hookedAgent, tellingAgent } from '../support/hooked-agent.ts';
import { until } from '../support/until.ts';
import type { House, HouseOptions } from './fixture.ts';
import { useHouses } from './fixture.ts';

const open = useHouses();

async function hooked(options: HouseOptions = {}) {
  const house = await open({ agents: [hookedAgent], ...options });
  const { session, pane } = await house.idle();
  return { house, session, pane, user: house.phone.user };
}

/** The answer that the hook gets; `then` is what the agent does with it, at once. */
async function tell(
  house: House,
  session: Session,
  report: Report,
  then = () => {},
): Promise<unknown> {
  const now = await house.sessions.get(session.id);
  const answer = await house.sessions.reports.take(now, report, new AbortController().signal);
  then();
  return answer;
}

describe('what an agent tells of, on the phone', () => {
  it('P8 a prompt comes with all of it before any screen shows it, and the tap goes to its hook', async () => {
    const { house, session, pane, user } = await hooked();
    const command = 'cd /srv/shop &&\nrm -rf node_modules && npm ci';
    const answer = tell(house, session, asks('a', command, ['Yes', 'No'], 'Bash command'), () =>
      house.tmux.show(pane, ['IDLE']),
    );
    const card = await user.see('npm ci');
    expect(card.text).toContain(command);
    expect(card.text).not.toContain('may not show all of it');
    house.tmux.show(pane, ['ASK Bash command~rm -rf node_modules && npm ci…|Yes|No']);
    await until(async () => (await house.sessions.pending())[0]?.shown);
    const tap = user.tap(card.message_id, 'No');
    expect(await answer).toEqual({ told: { kind: 'option', index: 1 } });
    await tap;
    const closed = await user.see(/No by Ada at .* done/);
    expect(closed.message_id).toBe(card.message_id);
    expect(pane.typed).toEqual([]);
  });

  it.each(['choice', 'multi'] as const)(
    'a %s says that words of one’s own answer it, and its hook gets those of a reply',
    async (kind) => {
      const { house, session, pane, user } = await hooked();
      const { ask, ...report } = asks('a', 'Which ones?', ['Red', 'Blue'], 'Colours');
      const told: Report = { ...report, ask: { ...ask, kind, ownWords: true } };
      const answer = tell(house, session, told, () => house.tmux.show(pane, ['IDLE']));
      const card = await user.see('Or reply to this message with words of your own.');
      await user.sendText('neither; purple', { replyTo: card.message_id });
      expect(await answer).toEqual({ told: { kind: 'text', text: 'neither; purple' } });
      const closed = await user.see(/neither; purple by Ada at .* done/);
      expect(closed.message_id).toBe(card.message_id);
      expect(closed.text).not.toContain('Or reply');
      expect(pane.typed).toEqual([]);
    },
  );

  it('what is too long for a card is a file below it, also when it is told of later', async () => {
    const { house, session, pane, user } = await hooked();
    const command = `echo ${'x'.repeat(5_000)}`;
    house.tmux.show(pane, ['ASK Bash command~echo xxx…|Yes|No']);
    const card = await user.see('echo xxx');
    expect(card.text).toContain('may not show all of it');
    void tell(house, session, asks('a', command, ['Yes', 'No'], 'Bash command'));
    const whole = await user.see('All of it is in the file');
    expect(whole.message_id).toBe(card.message_id);
    const file = await until(() => house.phone.user.messages().find((one) => one.document));
    expect(file?.document?.file_size).toBe(command.length);
    expect(house.phone.calls.list('sendDocument')).toHaveLength(1);
  });

  it('Deny and say why: through the hook the turn goes on with the reason', async () => {
    const { house, session, pane, user } = await hooked();
    const answer = tell(house, session, asks('a', 'git push'), () =>
      house.tmux.show(pane, ['BUSY']),
    );
    house.tmux.show(pane, ['ASK Run~git push|Yes|No']);
    const card = await user.see('git push');
    await user.tap(card.message_id, 'Deny and say why');
    await user.see('Write the reason');
    await user.sendText('not on a Friday');
    expect(await answer).toEqual({ told: { kind: 'text', text: 'not on a Friday' } });
    await user.see(/No: not on a Friday by Ada/);
  });

  it('Deny and say why: where a no ends the turn, the reason is the next message, and the card says so', async () => {
    const noWords = {
      ...tellingAgent,
      answer: (...[ask, choice]: Parameters<typeof tellingAgent.answer>) =>
        choice.kind === 'text' ? null : tellingAgent.answer(ask, choice),
    };
    const { house, pane, user } = await hooked({ agents: [noWords] });
    house.tmux.show(pane, ['ASK Run~git push|Yes|No']);
    const card = await user.see('git push');
    pane.onTyped = (_, typed) => {
      // The no is under way for a moment, then the box is there.
      if (typed === '2') {
        house.tmux.show(pane, ['STARTING']);
        house.tmux.show(pane, ['IDLE']);
      }
      if (typed === '<Enter>') house.tmux.show(pane, ['BUSY']);
    };
    await user.tap(card.message_id, 'Deny and say why');
    await user.see('Write the reason');
    await user.sendText('not on a Friday');
    const closed = await user.see('The reason went to it as the next message.');
    expect(closed.message_id).toBe(card.message_id);
    expect(closed.text).toContain('git push');
    expect(pane.typed).toEqual(['2', 'not on a Friday', '<Enter>']);
  });

  it('P1 a prompt that cannot be read: its keypad works on the screen that was seen, and follows it', async () => {
    const { house, pane, user } = await hooked();
    pane.info = { ...pane.info, command: 'node' };
    house.tmux.show(pane, ['Choose', ' ❯ circle', '   square']);
    const card = await user.see('I can’t read this prompt');
    pane.onTyped = () => house.tmux.show(pane, ['Choose', '   circle', ' ❯ square']);
    const down = card.reply_markup?.inline_keyboard.flat().find((one) => one.text === '↓');
    await user.tap(card.message_id, '↓');
    const next = await user.see(' ❯ square');
    expect(next.message_id).toBe(card.message_id);
    expect(pane.typed).toEqual(['<Down>']);
    // A tap that was on its way on the old picture.
    const late = await user.tap(card.message_id, { forged: down?.callback_data ?? '' });
    expect((await late.answer()).text).toContain('The screen is another one now');
    expect(pane.typed).toEqual(['<Down>']);
    house.tmux.show(pane, ['IDLE']);
    await user.see('It is gone from the screen.');
  });
});
