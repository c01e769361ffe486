import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { claude } from '../../src/agents/claude/index.ts';
import { codex } from '../../src/agents/codex/index.ts';
import { copilot } from '../../src/agents/copilot/index.ts';
import { gemini } from '../../src/agents/gemini/index.ts';
import { opencode } from '../../src/agents/opencode/index.ts';
import { qwen } from '../../src/agents/qwen/index.ts';
import type { Agent } from '../../src/agents/agent.ts';
import { piecesOf } from '../../src/agents/spelling.ts';

/** What is pasted, with the keys between in brackets. */
function strokes(agent: Agent, text: string): readonly string[] | string {
  const spelling = agent.typing.spell?.(text) ?? { kind: 'strokes', strokes: [{ paste: text }] };
  if (spelling.kind === 'refused') return spelling.why;
  return spelling.strokes.map((one) => ('paste' in one ? one.paste : `<${one.name}>`));
}

describe('piecesOf', () => {
  it('P7 the pieces make up the text, none is too long, and no character is cut in two', () => {
    const text = `${'👩‍👩‍👧 words and words\n'.repeat(60)}the end`;
    const pieces = piecesOf(text, { chars: 50, lines: 2 });
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(50);
      expect(piece.split('\n').length).toBeLessThanOrEqual(2);
      expect(Buffer.from(piece, 'utf8').toString('utf8')).toBe(piece);
    }
  });
});

describe('spell', () => {
  it('P7 what no agent takes for anything else is typed as it is', () => {
    for (const agent of agents) {
      for (const text of ['fix the tests', 'a\nb', 'x;', '# title', '--help', '?', 'exit now']) {
        expect([agent.id, strokes(agent, text)]).toEqual([agent.id, [text]]);
      }
    }
  });

  it('P7 Claude Code gets long text in pieces that it does not wrap', () => {
    const pieces = strokes(claude, 'All work and no play.\n'.repeat(80));
    expect(Array.isArray(pieces) && pieces.join('')).toBe('All work and no play.\n'.repeat(80));
    expect(Array.isArray(pieces) && pieces.every((one) => one.length <= 400)).toBe(true);
  });

  it('P7 Qwen Code gets long text in pieces that it does not replace by a placeholder', () => {
    const text = 'All work and no play.\n'.repeat(80);
    const pieces = strokes(qwen, text);
    expect(Array.isArray(pieces) && pieces.join('')).toBe(text);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThan(1_000);
      expect(piece.split('\n').length).toBeLessThan(10);
    }
  });

  it('P5 a leading ! is no shell command', () => {
    expect(strokes(claude, '!rm -rf x\nand y')).toEqual([
      'rm -rf x',
      '<Home>',
      '!',
      '<End>',
      '\nand y',
    ]);
    expect(strokes(claude, '!')).toEqual([' !']);
    expect(strokes(codex, '!rm -rf x')).toEqual([' !rm -rf x']);
    for (const text of ['!rm -rf x', '  !rm -rf x', '\n!rm -rf x']) {
      expect(strokes(copilot, text)).toContain('it would run what begins with “!”');
    }
    expect(strokes(copilot, 'say !important')).toEqual(['say !important']);
  });

  it('P5 a leading / is no command that happens to begin like it, and paths stay paths', () => {
    expect(strokes(claude, '/hel')).toEqual(['\n/hel']);
    expect(strokes(claude, ' /hel me')).toEqual(['\n /hel me']);
    expect(strokes(claude, '/tmp/x is it')).toEqual(['/tmp/x is it']);
    expect(strokes(codex, '/nosuch thing')).toEqual([' /nosuch thing']);
    expect(strokes(codex, '/compact')).toEqual(['/compact']);
    expect(strokes(copilot, '/nosuch thing')).toEqual([' /nosuch thing']);
    expect(strokes(copilot, '/compact')).toEqual(['/compact']);
    expect(strokes(copilot, '/tmp/x is it')).toEqual(['/tmp/x is it']);
    expect(strokes(qwen, ' /nosuch thing')).toContain('the unknown command “/nosuch”');
    expect(strokes(qwen, '/compress')).toEqual(['/compress']);
    expect(strokes(qwen, '/tmp/x is it')).toEqual(['/tmp/x is it']);
  });

  it('P7 a trailing backslash or @token does not keep Enter from submitting', () => {
    expect(strokes(claude, 'C:\\')).toEqual(['C:\\ ']);
    expect(strokes(gemini, 'C:\\')).toEqual(['C:\\ ']);
    expect(strokes(codex, 'tell @ada')).toEqual(['tell @ada ']);
    expect(strokes(codex, 'use $skill')).toEqual(['use $skill ']);
    expect(strokes(opencode, '@ada')).toEqual(['@ada ']);
    expect(strokes(opencode, 'ada@example.org')).toEqual(['ada@example.org']);
    expect(strokes(copilot, 'fix #12')).toEqual(['fix #12 ']);
    expect(strokes(qwen, 'tell @ada')).toEqual(['tell @ada ']);
    expect(strokes(qwen, 'C:\\')).toEqual(['C:\\ ']);
  });

  it.each(['exit', ' quit\n', ':q'])('P5 %j ends some agents, so it is refused there', (word) => {
    expect(strokes(claude, word)).toContain('it would end at the word');
    expect(strokes(opencode, word)).toContain('it would end at the word');
    expect(strokes(qwen, word)).toContain('it would end at the word');
    expect(strokes(codex, word)).toEqual([word]);
    expect(strokes(gemini, word)).toEqual([word]);
  });

  it('P5 GitHub Copilot ends at these words in any case of letters', () => {
    expect(strokes(copilot, 'Quit')).toContain('it would end at the word');
    expect(strokes(copilot, ' EXIT\n')).toContain('it would end at the word');
    expect(strokes(copilot, ':q')).toEqual([':q']);
    expect(strokes(copilot, 'quit it')).toEqual(['quit it']);
  });
});

describe('conversationIn', () => {
  const id = '0196c1b2-7d3e-4f5a-8b6c-1d2e3f4a5b6c';

  it('the id is found in what each agent prints when it ends', () => {
    const said = [
      [claude, `Resume this session with:\n  claude --permission-mode manual --resume ${id}`, id],
      [codex, `To continue this session, run codex resume ${id}`, id],
      [gemini, `To resume this session: gemini --resume ${id}`, id],
      [opencode, 'Continue  opencode -s ses_1a2b3C4d', 'ses_1a2b3C4d'],
      [copilot, `  █ ▘▝ █   Resume     copilot --resume=${id}`, id],
      [qwen, `To continue this session, run qwen --resume ${id}`, id],
    ] as const;
    for (const [agent, tail, wanted] of said) {
      expect([agent.id, agent.conversationIn?.(tail)]).toEqual([agent.id, wanted]);
    }
  });

  it('what is only quoted far above the end is not taken', () => {
    const tail = `› run codex resume ${id}\n${'a line\n'.repeat(30)}`;
    expect(codex.conversationIn?.(tail)).toBeNull();
  });
});
