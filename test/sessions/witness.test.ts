import { describe, expect, it } from 'vitest';
import { witnesses } from '../../src/sessions/witness.ts';
import { isWords } from '../../src/tmux/guard.ts';
import { askOf } from '../support/fake-agent.ts';
import { screenOf } from '../support/screens.ts';

const ask = (body: string, title = 'Bash command') => ({
  ...askOf(`${title}|Yes|No, and say why`),
  body,
});
const seen = (body: string, lines: readonly string[], title?: string) =>
  witnesses(ask(body, title), screenOf({ lines }));

describe('P1 the words that tell a prompt in the step that presses', () => {
  it('are the longest plain ones of what is asked about', () => {
    const line = 'cd web && npm run build -- --watch > log';
    expect(seen(line, [`$ ${line}`])).toEqual(['npm run build -- --watch', 'cd web']);
    expect(seen('Apples\nPears\nCherries\nGrapes', ['Apples Pears Cherries Grapes'])).toEqual([
      'Cherries',
      'Apples',
      'Grapes',
    ]);
  });

  it('are none of what an answer changes on its way', () => {
    const form = { ...ask('Name: Somebody\nWho gets it'), steady: 'Who gets it' };
    const screen = screenOf({ lines: ['Name: Somebody', 'Who gets it'] });
    expect(witnesses(form, screen)).toEqual(['Who gets it']);
  });

  it('stand in one row: what the screen wraps or hides is none', () => {
    expect(
      seen('rm -rf ./build and ./dist', ['rm -rf ./build and', './dist', 'Bash command']),
    ).toEqual(['Bash command']);
  });

  it('may be those of an option, and need not be there at all', () => {
    expect(seen('ls', ['ls', '1. Yes', '2. No, and say why'], 'Hm')).toEqual(['and say why']);
    expect(seen('日本語', ['日本語', '1. はい'], '許可')).toEqual([]);
  });

  it('are never anything that tmux would read as a pattern or a format', () => {
    for (const body of [
      'a*b?c [d] #{pid} "x" $y ~z `word`',
      '#(touch x), {a}: \\ ; | long enough',
    ]) {
      const words = seen(body, [body]);
      expect(words).not.toEqual([]);
      expect(words.every(isWords), JSON.stringify(words)).toBe(true);
    }
  });
});
