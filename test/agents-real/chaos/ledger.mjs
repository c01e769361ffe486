import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How long before a prompt was asked for a key may have been pressed that met it. */
const slackMs = 1_500;
/** So long what was allowed may still be stopped by an interrupt or a kill. */
const undoneMs = 15_000;

/** What was asked, what the operator did about it, and at the end whether the one follows from the other. */
export function createLedger(folder, log) {
  const requests = new Map();
  const taps = [];
  const keys = [];
  const spoils = [];
  const texts = [];
  const unanswered = [];
  let ruledAt = Infinity;

  return {
    counts: () => ({ requests: asked().length, taps: taps.length, texts: texts.length }),
    request(name, kind) {
      const one = { name, kind, askedAt: [] };
      requests.set(name, one);
      return one;
    },
    asked(all) {
      for (const one of all) one.askedAt.push(Date.now());
      log(`model asks ${all.map((one) => `${one.kind} ${one.name}`).join(', ')}`);
    },
    tapped(tap) {
      const at = Date.now();
      taps.push({ ...tap, at });
      // A card that names nothing may be any of them.
      if (tap.names.length === 0) keys.push(at);
      if (tap.tone === 'always') ruledAt = Math.min(ruledAt, at);
    },
    unanswered: (what) => unanswered.push(`${what} got no answer`),
    /** At the keyboard: it answers whatever has the keys. */
    pressed: () => keys.push(Date.now()),
    spoiled: () => spoils.push(Date.now()),
    text: (text) => texts.push(text),
    async faults(cards, model) {
      const judged = await Promise.all(asked().map((one) => judge(one, cards)));
      return [...unanswered, ...judged.flat(), ...strayTexts(model)];
    },
  };

  function asked() {
    return [...requests.values()].filter(({ askedAt }) => askedAt.length > 0);
  }

  async function judge({ name, kind, askedAt }, cards) {
    if (kind === 'question') return [];
    const made = await stat(join(folder, name)).then(
      ({ birthtimeMs }) => birthtimeMs + 50,
      () => null,
    );
    const from = askedAt[0] - slackMs;
    const keyed = keys.some((at) => at >= from && at <= (made ?? Infinity));
    const mine = cards.filter(({ names }) => names.includes(name));
    const yes = taps.filter(({ tone, names }) => tone !== 'deny' && names.includes(name));
    if (keyed) return [];
    if (made === null) {
      return mine
        .filter(({ message, end }) => end?.startsWith('✅') && !undone(tapOn(yes, message)))
        .map(({ end }) => `${name}: "${end}", and it was not made`);
    }
    if (made > ruledAt) return [];
    const isDenied = askedAt.length === 1 && mine.some(({ end }) => end?.startsWith('🚫'));
    return [
      ...(yes.some(({ at }) => at <= made) ? [] : [`${name} was made without a yes`]),
      ...(isDenied ? [`${name} was denied and made`] : []),
    ];
  }

  function tapOn(all, message) {
    return all.find(({ card }) => card === message)?.at ?? 0;
  }

  function undone(since) {
    return spoils.some((at) => at > since - slackMs && at < since + undoneMs);
  }

  /** Our own words, as the model got them: all of what was said to be there, once, and nothing else. */
  function strayTexts(model) {
    const bodies = model.seen.map(({ body }) => JSON.stringify(body));
    return texts.flatMap(({ mark, said, at }) => {
      const most = Math.max(0, ...bodies.map((body) => body.split(mark).length - 1));
      if (most > 1) return [`${mark}: the model has it ${most} times`];
      if (said === null) return undone(at) ? [] : [`${mark}: nothing was said of it`];
      if (said.startsWith('Not sent') && most > 0) return [`${mark}: "${said}", and it is there`];
      const isThere = said.startsWith('✅') || said === '👌';
      return isThere && most === 0 && !undone(at) ? [`${mark}: "${said}", and it is not`] : [];
    });
  }
}
