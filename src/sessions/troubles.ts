import type { SessionId } from '../domain/ids.ts';
import type { Trouble, TroubleKind } from '../domain/trouble.ts';
import { openTroubles } from '../store/troubles-store.ts';
import type { Episode } from '../store/troubles-store.ts';
import type { Engine } from './engine.ts';

/**
 * Each trouble of a session is told once, from its beginning to its end, however often it is seen and however
 * often we restart meanwhile: written down, told under the episode's own name, then marked as told.
 */
export interface Troubles {
  standing(id: SessionId, kind: TroubleKind): Promise<Trouble | null>;
  /** An episode begins, in place of one of the same kind that stood. */
  begin(id: SessionId, trouble: Trouble): Promise<void>;
  /** One that nobody needs to be told of: it was there before. */
  known(id: SessionId, trouble: Trouble): Promise<void>;
  /** It is over; nothing happens when none stood. */
  end(id: SessionId, kind: TroubleKind): Promise<void>;
  /** Another run, or none any more: what the old one was in means nothing now. */
  newRun(id: SessionId, run: string | null): Promise<void>;
  /** After a start: what was written down and perhaps never told. */
  catchUp(): Promise<void>;
}

/** Far more than can stand at one time; the oldest go first. */
const kept = 2000;

export function createTroubles(engine: Engine): Troubles {
  const document = openTroubles(engine.dataDir, (record) =>
    engine.log.warn({ ...record }, 'troubles were unreadable and put aside'),
  );
  let known: Promise<readonly Episode[]> | null = null;

  /** Nobody else writes it, so that it is read once. */
  const all = () => (known ??= document.read());
  const alone = <T>(work: () => Promise<T>) => engine.books.exclusive('troubles', work);

  async function find(id: SessionId, kind: TroubleKind): Promise<Episode | undefined> {
    return (await all()).find((one) => one.session === id && one.trouble.kind === kind);
  }

  async function change(step: (before: readonly Episode[]) => readonly Episode[]): Promise<void> {
    const next = step(await all()).slice(-kept);
    known = Promise.resolve(next);
    await document
      .update(() => next)
      .catch((error: unknown) => {
        // A full disk is a reason to speak, not to fall silent.
        engine.log.error({ err: error }, 'troubles could not be stored');
      });
  }

  /** In place of one of the same kind that stood. */
  async function write(id: SessionId, trouble: Trouble, told: boolean): Promise<Episode> {
    const { runId: run } = await engine.books.get(id);
    const episode: Episode = { episode: crypto.randomUUID(), session: id, run, trouble, told };
    const old = await find(id, trouble.kind);
    await change((before) => [...before.filter((one) => one !== old), episode]);
    return episode;
  }

  async function tell({ session: id, trouble, episode }: Episode, over: boolean): Promise<void> {
    const session = await engine.books.get(id).catch(() => null);
    if (session === null) return;
    await engine.announcer.announce({ kind: 'trouble', session, trouble, episode, over });
  }

  async function tellFirst(episode: Episode): Promise<void> {
    await tell(episode, false);
    await change((before) => before.map((one) => (one === episode ? { ...one, told: true } : one)));
  }

  return {
    standing: async (id, kind) => (await find(id, kind))?.trouble ?? null,
    begin: (id, trouble) => alone(async () => tellFirst(await write(id, trouble, false))),
    known: (id, trouble) =>
      alone(async () => {
        await write(id, trouble, true);
      }),
    end: (id, kind) =>
      alone(async () => {
        const episode = await find(id, kind);
        if (episode === undefined) return;
        await tell(episode, true);
        await change((before) => before.filter((one) => one.episode !== episode.episode));
      }),
    newRun: (id, run) =>
      alone(async () => {
        const isOld = (one: Episode) =>
          one.session === id && one.run !== run && one.trouble.kind !== 'lease';
        if (!(await all()).some(isOld)) return;
        await change((before) => before.filter((one) => !isOld(one)));
      }),
    catchUp: () =>
      alone(async () => {
        for (const episode of await all()) if (!episode.told) await tellFirst(episode);
      }),
  };
}
