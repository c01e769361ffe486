import { callOf } from './chat-calls.mjs';
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
      text: saidIn(messages[at]?.content),
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
          const own = () => callOf(turn, chat.tools(body), folderIn(body));
          const calls = turn.calls?.map(({ name, input }) => ({ name, args: input })) ?? [own()];
          const tool_calls = calls.map(({ name, args }, index) => ({
            index,
            id: `call_${id}_${index}`,
            type: 'function',
            function: { name, arguments: JSON.stringify(args) },
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

/** What programs of this format put around the words of their user. */
const stamp = /^<current_datetime>.*<\/current_datetime>\n\n/;
const isReminder = (part) => part.text?.startsWith('<system-reminder>') === true;

function saidIn(content) {
  if (!Array.isArray(content)) return textOf(content).replace(stamp, '');
  // A turn that was cut short leaves its words in front of those of the next one.
  return content.findLast((part) => part.text !== undefined && !isReminder(part))?.text ?? '';
}

/** Where the agent says that it works; some take no other paths than whole ones. */
function folderIn({ messages = [] }) {
  const told = /\bworking in the directory: (\S+)/;
  return messages.flatMap((one) => told.exec(textOf(one.content))?.[1] ?? []).at(-1) ?? '';
}

function textOf(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('\n');
}
