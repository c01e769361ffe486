import { events } from './sse.mjs';

/** Anthropic Messages. */
export const anthropic = {
  speaks: (path) => /\/v1\/messages(?:\/count_tokens)?$/.test(path),
  plain: (path) => (path.endsWith('/count_tokens') ? { input_tokens: 10 } : undefined),
  tools: (body) => (body.tools ?? []).map((tool) => tool.name),

  last(body) {
    const message = (body.messages ?? []).findLast((one) => one.role === 'user');
    const parts =
      typeof message?.content === 'string'
        ? [{ type: 'text', text: message.content }]
        : (message?.content ?? []);
    const result = parts.find((part) => part.type === 'tool_result');
    // What the agent adds of its own stands in blocks of its own.
    const texts = parts
      .filter(
        (part) =>
          part.type === 'text' &&
          !/^(?:<system-reminder>|\[Request inter|Tool loaded\.$)/.test(part.text),
      )
      .map((part) => part.text);
    return {
      text: texts.join('\n'),
      // After a refusal the next words come along with it.
      result: result === undefined || texts.length > 0 ? null : textOf(result.content),
    };
  },

  say(response, { body, id }) {
    const out = events(response);
    const send = (data) => out.send(data, data.type);
    const usage = { input_tokens: 10, output_tokens: 5 };
    const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model: body.model };
    send({
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage },
    });
    let index = 0;
    const block = (content_block, delta) => {
      send({ type: 'content_block_start', index, content_block });
      send({ type: 'content_block_delta', index, delta });
      send({ type: 'content_block_stop', index });
      index += 1;
    };
    const words = (text) => block({ type: 'text', text: '' }, { type: 'text_delta', text });
    return {
      part: words,
      turn(turn) {
        if (turn.text !== undefined) {
          words(turn.text);
        } else {
          for (const { name, input } of turn.calls ?? [callOf(turn)]) {
            block(
              { type: 'tool_use', id: `toolu_${id}_${index}`, name, input: {} },
              { type: 'input_json_delta', partial_json: JSON.stringify(input) },
            );
          }
        }
        const stop = turn.text === undefined ? 'tool_use' : 'end_turn';
        send({ type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage });
        send({ type: 'message_stop' });
        out.end();
      },
    };
  },
};

function callOf({ tool, input }) {
  switch (tool) {
    case 'run':
      return { name: 'Bash', input: { command: input.command, description: 'Asked for' } };
    case 'write':
      return { name: 'Write', input: { file_path: input.path, content: input.content } };
    case 'plan':
      return { name: 'ExitPlanMode', input: { plan: input.plan } };
    case 'ask':
      return {
        name: 'AskUserQuestion',
        input: {
          questions: [
            {
              question: input.question,
              header: 'Colour',
              multiSelect: input.several,
              options: [
                { label: 'Red', description: 'Like a rose' },
                { label: 'Blue', description: 'Like the sea' },
              ],
            },
          ],
        },
      };
  }
}

function textOf(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('\n');
}
