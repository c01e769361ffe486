import { events } from './sse.mjs';

/** OpenAI chat completions. */
export const chat = {
  speaks: (path) => path.endsWith('/chat/completions'),
  tools: (body) => (body.tools ?? []).map((tool) => tool.function?.name),

  last(body) {
    const messages = body.messages ?? [];
    const at = messages.findLastIndex((one) => one.role === 'user');
    const output = messages.slice(at + 1).findLast((one) => one.role === 'tool');
    return {
      text: textOf(messages[at]?.content),
      result: output === undefined ? null : textOf(output.content),
    };
  },

  say(response, { body, id }) {
    const out = events(response);
    const chunk = (delta, finish = null) =>
      out.send({
        id: `chat_${id}`,
        object: 'chat.completion.chunk',
        created: 1,
        model: body.model,
        choices: [{ index: 0, delta, finish_reason: finish }],
      });
    return {
      part: (text) => chunk({ role: 'assistant', content: text }),
      turn(turn) {
        if (turn.text === undefined) {
          const tool_calls = (turn.calls ?? [callOf(turn)]).map(({ name, input }, index) => ({
            index,
            id: `call_${id}_${index}`,
            type: 'function',
            function: { name, arguments: JSON.stringify(input) },
          }));
          chunk({ role: 'assistant', content: null, tool_calls });
        } else {
          chunk({ role: 'assistant', content: turn.text });
        }
        chunk({}, turn.text === undefined ? 'tool_calls' : 'stop');
        out.send('[DONE]');
        out.end();
      },
    };
  },
};

function callOf({ tool, input }) {
  switch (tool) {
    case 'run':
      return { name: 'bash', input: { command: input.command, description: 'Asked for' } };
    case 'write':
      return { name: 'write', input: { filePath: input.path, content: input.content } };
    case 'ask':
      return {
        name: 'question',
        input: {
          questions: [
            {
              question: input.question,
              header: 'Colour',
              multiple: input.several,
              options: [
                { label: 'Red', description: 'Like a rose' },
                { label: 'Blue', description: 'Like the sea' },
              ],
            },
          ],
        },
      };
    default:
      return { name: tool, args: input };
  }
}

function textOf(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('\n');
}
