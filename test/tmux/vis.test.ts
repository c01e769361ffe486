import { describe, expect, it } from 'vitest';
import { unescaped } from '../../src/tmux/vis.ts';

describe('unescaped', () => {
  it.each([
    ['nothing to do', 'nothing to do'],
    ['', ''],
    ['\\033[1mbold\\033[0m', '\u001B[1mbold\u001B[0m'],
    ['\\016lqk\\017', '\u000Elqk\u000F'],
    ['tab\\tend', 'tab\tend'],
    ['one \\\\ two \\\\\\\\', 'one \\ two \\\\'],
    // A backslash of the text before what then only looks like an escape.
    ['\\\\033 \\\\n \\\\\\t', '\\033 \\n \\\t'],
    ['\\$HOME \\${x} $1', '$HOME ${x} $1'],
    ['日本 \\033[39m', '日本 \u001B[39m'],
  ])('%j', (escaped, text) => {
    expect(unescaped(escaped)).toBe(text);
  });
});
