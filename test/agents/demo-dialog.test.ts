import { describe, expect, it } from 'vitest';

/** The demo's own parts are plain JavaScript, so their shape is told here. */
interface Dialog {
  readonly state: { readonly focus: number; readonly ticked: ReadonlySet<number> };
  drawn(): void;
  handle(event: { readonly kind: string; readonly text?: string; readonly name?: string }): void;
}
interface Parts {
  createDialog(spec: object, now: () => number, settle: (outcome: object) => void): Dialog;
  createKeys(onEvent: (event: object) => void): (chunk: Buffer) => void;
}

async function part<K extends keyof Parts>(file: string, name: K): Promise<Parts[K]> {
  const path = new URL(`../../src/agents/demo/program/${file}`, import.meta.url).href;
  return ((await import(path)) as Parts)[name];
}

const createDialog = await part('dialog.mjs', 'createDialog');
const createKeys = await part('keys.mjs', 'createKeys');

function dialog(spec: object) {
  const outcomes: object[] = [];
  const time = { ms: 1_000 };
  const made = createDialog(
    spec,
    () => time.ms,
    (outcome) => outcomes.push(outcome),
  );
  const type = (text: string) => made.handle({ kind: 'text', text });
  const press = (name: string) => made.handle({ kind: 'key', name });
  return { made, outcomes, time, type, press };
}

const approval = { kind: 'permission', options: ['Yes', 'Always', 'No'], text: 'reason' };

describe('a dialog of the demo agent', () => {
  it('drops keys that come before it is drawn or too soon after, and waits anew after each', () => {
    const { made, outcomes, time, type } = dialog(approval);
    type('1');
    made.drawn();
    time.ms += 149;
    type('1');
    time.ms += 149;
    type('1');
    expect(outcomes).toEqual([]);
    time.ms += 150;
    type('1');
    expect(outcomes).toEqual([{ kind: 'option', index: 0 }]);
  });

  it('takes a lone digit, but no digit inside other text and no paste', () => {
    const { made, outcomes, time, type } = dialog(approval);
    made.drawn();
    time.ms += 200;
    type('take 1');
    type('12');
    made.handle({ kind: 'paste', text: '1' });
    type('4');
    expect(outcomes).toEqual([]);
    type('3');
    expect(outcomes).toEqual([{ kind: 'option', index: 2 }]);
  });

  it('is confirmed by Enter, as real ones are: also when that Enter belonged to a message', () => {
    const { made, outcomes, time, type, press } = dialog(approval);
    made.drawn();
    time.ms += 200;
    type('please stop');
    press('Enter');
    expect(outcomes).toEqual([{ kind: 'option', index: 0 }]);
  });

  it('moves in a circle, and Escape gives up', () => {
    const { made, outcomes, time, press } = dialog(approval);
    made.drawn();
    time.ms += 200;
    press('Up');
    expect(made.state.focus).toBe(2);
    press('Down');
    expect(made.state.focus).toBe(0);
    press('Escape');
    expect(outcomes).toEqual([{ kind: 'cancelled' }]);
  });

  it('ticks with digits, Enter or not at all, and submits in order', () => {
    const { made, outcomes, time, type, press } = dialog({
      kind: 'multi',
      options: ['a', 'b', 'c'],
    });
    made.drawn();
    time.ms += 200;
    type('31');
    press('Down');
    press('Enter');
    type('1');
    press('Right');
    press('Enter');
    expect(outcomes).toEqual([{ kind: 'options', indexes: [1, 2] }]);
  });
});

function typed(...chunks: readonly (string | Buffer)[]) {
  const events: object[] = [];
  const feed = createKeys((event) => events.push(event));
  for (const chunk of chunks) feed(Buffer.from(chunk));
  return events;
}

describe('the keys of the demo agent', () => {
  it('joins what one write brought, also when it cut a character or a sequence in two', () => {
    const [one, two] = [Buffer.from('漢').subarray(0, 1), Buffer.from('漢').subarray(1)];
    expect(typed('ab', one, two)).toEqual([
      { kind: 'text', text: 'ab' },
      { kind: 'text', text: '漢' },
    ]);
    expect(typed('\x1b[', 'A', '\r')).toEqual([
      { kind: 'key', name: 'Up' },
      { kind: 'key', name: 'Enter' },
    ]);
  });

  it('takes a bracketed paste as one text, with its line breaks, in however many pieces', () => {
    const whole = '\x1b[200~one\rtwo\nthree\x1b[201~\r';
    const expected = [
      { kind: 'paste', text: 'one\ntwo\nthree' },
      { kind: 'key', name: 'Enter' },
    ];
    expect(typed(whole)).toEqual(expected);
    expect(typed(...whole.split(''))).toEqual(expected);
  });
});
