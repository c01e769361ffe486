/**
 * What the scripted model says next. It does as the last message asks, and after a tool it says what
 * the tool gave. A turn is `{ text }`, `{ tool: 'run' | 'write' | 'ask' | 'plan', input }`, `{ hold: true, next }`,
 * or `{ calls: [{ name, input }] }` in the agent's own words. `please play <name>` goes through the turns
 * that a case has written under that name; one may be a function of what the agent sent.
 */
export function createRules(plays) {
  let left = [];
  return ({ text, result, body }) => {
    if (result === null)
      left = [...(plays.get(/^please play (\S+)$/.exec(text.trim())?.[1]) ?? [])];
    const turn = left.shift();
    return (typeof turn === 'function' ? turn(body) : turn) ?? turnFor({ text, result });
  };
}

function turnFor({ text, result }) {
  if (result !== null)
    return { text: `The tool gave: ${result.slice(0, 60).replaceAll('\n', ' ')}` };
  const said = text.trim();
  const [, verb, rest = ''] =
    /^please (run|write|ask|tick|plan|use|say|wait)\b:? ?([^]*)$/.exec(said) ?? [];
  switch (verb) {
    case 'run':
      return { tool: 'run', input: { command: rest } };
    case 'write': {
      const [, path = '', content = ''] = /^(\S+) ?([^]*)$/.exec(rest) ?? [];
      return { tool: 'write', input: { path, content: `${content}\n` } };
    }
    case 'ask':
    case 'tick':
      return { tool: 'ask', input: { question: rest, several: verb === 'tick' } };
    case 'plan':
      return { tool: 'plan', input: { plan: rest } };
    case 'use': {
      const [, tool = '', input = '{}'] = /^(\S+) ?([^]*)$/.exec(rest) ?? [];
      return { tool, input: JSON.parse(input) };
    }
    case 'say':
      return { text: rest };
    case 'wait':
      return { hold: true };
    default:
      return { text: `I heard ${Buffer.byteLength(text)} bytes.` };
  }
}
