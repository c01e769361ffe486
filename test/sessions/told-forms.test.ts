import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../src/domain/ids.ts';
import type { ToldForm } from '../../src/domain/told-form.ts';
import { createToldForms } from '../../src/sessions/told-forms.ts';
import { formAgent } from '../support/hooked-agent.ts';
import { obeys, only, tellingHouse } from '../support/telling-house.ts';
import { until } from '../support/until.ts';

const form = (from: string, message: string): ToldForm => ({ from, message, fields: [] });

describe('forms that were told of', () => {
  it('stay until they are over, and with several from one sender none of them is known any more', () => {
    const forms = createToldForms();
    const [id, other] = [newSessionId(), newSessionId()];
    forms.add(id, form('shop', 'a'));
    forms.add(id, form('shop', 'b'));
    forms.add(id, form('post', 'c'));
    expect(forms.of(id).map((one) => one.message)).toEqual(['a', 'b', 'c']);
    expect(forms.of(other)).toEqual([]);
    forms.over(id, 'shop');
    expect(forms.of(id).map((one) => one.message)).toEqual(['c']);
    forms.forget(id);
    expect(forms.of(id)).toEqual([]);
  });

  it('are not kept without end', () => {
    const forms = createToldForms();
    const id = newSessionId();
    for (let at = 0; at < 20; at += 1) forms.add(id, form('shop', String(at)));
    expect(forms.of(id)).toHaveLength(8);
    expect(forms.of(id).at(-1)?.message).toBe('19');
  });
});

describe('a prompt of a form that was told of', () => {
  const all = 'all of\nthe words';

  it('P1 has a card with all of its words, and keys while the screen shows what it showed', async () => {
    const { tell, show, opened, answer, pane } = await tellingHouse({ agents: [formAgent] });
    tell({ kind: 'form', form: form('shop', all) });
    show('ASK shop~all of…|Yes|No');
    const decision = await only(opened(1));
    expect(decision.ask).toMatchObject({ body: all, mayBeCut: false });
    // Seen again with its own few words it is the same one.
    show('ASK shop~all of…|Yes|No');
    obeys(pane, show);
    expect((await answer(decision, { kind: 'option', index: 0 })).kind).toBe('answered');
    expect(pane.typed).toEqual(['1']);
  });

  it('P1 gets no key once the screen shows other words', async () => {
    const { tell, show, opened, answer, pane, closed } = await tellingHouse({
      agents: [formAgent],
    });
    tell({ kind: 'form', form: form('shop', all) });
    show('ASK shop~all of…|Yes|No');
    const decision = await only(opened(1));
    pane.lines = ['ASK shop~none of…|Yes|No'];
    expect((await answer(decision, { kind: 'option', index: 0 })).kind).toBe('superseded');
    expect(pane.typed).toEqual([]);
    await closed(decision);
  });

  it.each([
    ['its form is over', { kind: 'form_over', from: 'shop' }],
    ['the turn is over', { kind: 'turn_over', words: null, problem: null }],
  ] as const)('has those of the screen after %s', async (_why, event) => {
    const { tell, show, opened } = await tellingHouse({ agents: [formAgent] });
    for (const one of [{ kind: 'form', form: form('shop', all) } as const, event]) {
      const hook = tell(one);
      await until(() => hook.told);
    }
    show('ASK shop~all of…|Yes|No');
    expect((await only(opened(1))).ask).toMatchObject({ body: 'all of', mayBeCut: true });
  });
});
