import { access, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CaseFailed } from './check.mjs';
import { processesOf } from './processes.mjs';
import { until } from './until.mjs';

/** What cases do and look at again and again. One session serves many cases, until one of them spoils it. */
export function actors({ sessions, profile, model, folder, name, env }) {
  let current = null;

  return {
    take(id) {
      current = id;
    },
    current: () => current,

    /** A session at rest: the one that is there, or a new one. */
    async idle(check) {
      current ??= (await this.create()).id;
      const id = current;
      await check.read('at rest before', () => this.untilReading(id, 'idle', 120_000));
      return id;
    },

    /** A new session, for cases that start it in a way of their own. */
    async fresh(check, request) {
      await this.forget();
      current = (await this.create(request)).id;
      await check.read('at rest before', () => this.untilReading(current, 'idle', 120_000));
      return current;
    },

    /** In the middle of a turn that ends when the model is told to. */
    async busy(id, check) {
      await check.read('the request', () => this.send(id, 'please wait'));
      await check.read('busy', () => this.untilReading(id, 'working'));
      // An interrupt before the first word takes the request back instead of ending the turn.
      await check.read('its first words', () =>
        until(async () => {
          const lines = (await this.screen(id))?.lines ?? [];
          const last = (words) => lines.findLastIndex((line) => line.includes(words));
          // Those of an earlier turn may still stand above the request.
          return last('still at it') > last('please wait');
        }, 'none'),
      );
    },

    untilSaid(id, words) {
      return until(
        async () => (await this.screen(id))?.lines.some((line) => line.includes(words)),
        `${words} is not on the screen`,
      );
    },
    send: (id, text) => sessions.send(id, text, 'test'),
    untilReading(id, kind, limitMs) {
      return until(
        async () => {
          const live = sessions.live(id)?.reading;
          if (live?.kind !== kind || live.draft !== undefined) return false;
          // What is told may be a moment old: at rest is only what still is.
          return kind !== 'idle' || (await this.reading(id)).kind === 'idle';
        },
        () => `read as ${kind}: it is ${JSON.stringify(sessions.live(id)?.reading ?? null)}`,
        limitMs,
      );
    },
    untilDecision: (id) =>
      until(
        async () => (await sessions.pending()).find((one) => one.sessionId === id),
        'no decision came',
        60_000,
      ),
    /** Some draw a long prompt twice, with other parts of it in sight: the first one is superseded. */
    untilSettled(id) {
      let last = null;
      let since = Date.now();
      return until(
        async () => {
          const open = (await sessions.pending()).find((one) => one.sessionId === id) ?? null;
          if (open?.id !== last?.id) since = Date.now();
          last = open;
          return open !== null && Date.now() - since > 1_000 && open;
        },
        'no decision stays',
        60_000,
      );
    },
    /** The conversation is where a resume looks for it. */
    untilKept: (id) =>
      until(async () => {
        const { agentSessionId, createdAt, workdir } = await sessions.get(id);
        const known =
          agentSessionId ?? (await profile.begun?.(workdir, Date.parse(createdAt), env));
        return known && (await profile.transcript(known, workdir, env)) !== null;
      }, 'the agent did not keep it'),
    exists: (file) =>
      access(resolve(folder, file)).then(
        () => true,
        () => false,
      ),
    remove: (file) => rm(join(folder, file), { force: true }),
    /** A dialog that was just drawn drops keys. */
    pastGuard: () => new Promise((resolve) => setTimeout(resolve, 1_200)),

    async agentProcess() {
      const all = await processesOf(name, { panes: true });
      const found = all.find((one) => !/^(?:\/bin\/)?sh -/.test(one.command));
      if (found === undefined) throw new CaseFailed('the agent has no process');
      return found;
    },
    untilNoProcess: () =>
      until(
        async () => {
          const left = await processesOf(name, { panes: true });
          return left.length === 0;
        },
        'processes are left',
        30_000,
      ),

    /** Ends the session, so that the next case gets a new one. */
    async forget() {
      model.release();
      if (current !== null) {
        await sessions.decommission(current, 'test').catch(() => undefined);
      }
      current = null;
    },
  };
}
