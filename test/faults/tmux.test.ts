import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { questionsOf, strayKeys } from './deeds.ts';
import { goOn } from './house.ts';
import { inHouse, secondTry } from './survived.ts';
import { verdict } from './verdict.ts';

const crowd = 50;
const flood = fileURLToPath(new URL('flood.mjs', import.meta.url));

interface Listed {
  readonly sessions: readonly { readonly stop: { readonly cause: string } | null }[];
}

describe.concurrent('tmux', secondTry, () => {
  it(
    'P1 P12 the server is killed with 50 sessions, and another one has other people’s on the same pane ids',
    { timeout: 240_000 },
    inHouse('tmux server killed with 50 sessions', async (house) => {
      await house.daemon();
      const asking = [];
      for (const name of ['ant', 'bee', 'cat']) {
        asking.push(await house.session(name, 'jobs 10000 1'));
      }
      const cwd = join(house.folder, 'code', 'quiet');
      await mkdir(cwd, { recursive: true });
      for (let one = asking.length; one < crowd; one += 1) {
        const wanted = { cwd, agent: 'generic', name: `quiet-${one}`, args: ['cat'] };
        await house.api.call('POST', '/api/v1/sessions/managed', wanted);
      }
      await until(async () => (await house.pending()).length === asking.length, 'the questions');
      const cards = () =>
        house.phone.user.messages().filter(({ text }) => text?.includes('make job-') === true);
      await until(() => cards().length === asking.length, 'the cards');
      const before = cards();

      const server = Number(await house.tmux('display-message', '-p', '#{pid}'));
      await house.tmux('kill-server');
      await until(() => isGone(server), 'the server’s end');
      // What is typed into any pane of the new server is written down. One request: no client of ours
      // can attach while windows come up.
      const heard = join(house.folder, 'heard');
      writeFileSync(heard, '');
      const strangers = Array.from({ length: crowd }, (_, one) => [
        ...(one === 0 ? [] : [';']),
        'new-session',
        '-d',
        '-s',
        `stranger-${one}`,
        `stty -echo -icanon; exec tee -a ${heard} >/dev/null`,
      ]).flat();
      await house.tmux(...strangers);
      const panes = await house.tmux('list-panes', '-a', '-F', '#{pane_id}');
      expect(panes.split('\n')).toContain('%1');

      for (const card of before) await house.phone.user.tap(card.message_id, 'Yes').catch(() => {});
      await until(
        async () => {
          const listed = (await house.api.call('GET', '/api/v1/sessions/managed')) as Listed;
          return listed.sessions.every((one) => one.stop?.cause === 'tmux_gone');
        },
        'all 50 to be known as gone',
        60_000,
      );
      const card = /🔌 The tmux server is gone[^]*and 30 more/;
      await until(() => house.said().some((text) => card.test(text)), 'the news', 60_000);
      expect(house.said().filter((text) => text.includes('🔌'))).toHaveLength(1);
      expect(house.said().filter((text) => /💥|🚪|🏁|❔/u.test(text))).toEqual([]);
      await until(async () => (await house.pending()).length === 0, 'nothing to be open');
      for (const one of asking) {
        expect(strayKeys(one.deeds())).toEqual([]);
        for (const question of questionsOf(one.deeds())) expect(question.keys).toEqual([]);
      }
      expect(readFileSync(heard, 'utf8')).toBe('');
      await house.phone.user.sendText('/status');
      return `1 notice for ${crowd}, nothing typed into ${crowd} strangers`;
    }),
  );

  it(
    'P11 P8 a pane that floods next to panes that ask',
    { timeout: 240_000 },
    inHouse('a pane that floods', async (house) => {
      const daemon = await house.daemon();
      const residents = [
        await house.session('ant', 'jobs 10000 1'),
        await house.session('bee', 'jobs 10000 1'),
      ];
      house.hand();
      await goOn(residents, 3);
      const before = await daemon.rss();
      const meter = join(house.folder, 'flooded');
      const wanted = {
        cwd: house.folder,
        agent: 'generic',
        name: 'flood',
        args: [process.execPath, flood, meter],
      };
      await house.api.call('POST', '/api/v1/sessions/managed', wanted);
      await until(() => existsSync(meter), 'the flood', 30_000);
      await goOn(residents, 15);
      const grown = (await daemon.rss()) - before;
      expect(grown).toBeLessThan(80);
      const answered = await verdict(house, residents);
      const rate = Number(readFileSync(meter, 'utf8'));
      return `${rate.toFixed(0)} MB/s (all that tmux takes), ${answered} decisions, memory ${grown > 0 ? '+' : ''}${grown.toFixed(0)} MB`;
    }),
  );
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
