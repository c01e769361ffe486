import type { Phone } from '../../src/phone/server.ts';

/** Adds every text that arrives as a new message; an answer that gets lost on its way back changes nothing in that. */
export function recordSent(phone: Phone, texts: string[]): void {
  phone.calls.subscribe(({ method, params, outcome }) => {
    if (method !== 'sendMessage') return;
    const arrived =
      outcome.kind === 'ok' || (outcome.kind === 'fault' && outcome.action === 'lost_answer');
    if (arrived) texts.push(String(params['text']));
  });
}
