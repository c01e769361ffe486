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
    const texts = parts.filter((part) => part.type === 'text').map((part) => part.text);
    return {
      // What the agent adds of its own stands in a block of its own.
      text: texts.filter((text) => !text.startsWith('<system-reminder>')).join('\n'),
      result: result === undefined ? null : textOf(result.content),
      refused: result?.is_error === true,
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
    return {
      turn(turn) {
        const block =
          turn.text === undefined
            ? { type: 'tool_use', id: `toolu_${id}`, ...callOf(turn), input: {} }
            : { type: 'text', text: '' };
        const delta =
          turn.text === undefined
            ? { type: 'input_json_delta', partial_json: JSON.stringify(callOf(turn).input) }
            : { type: 'text_delta', text: turn.text };
        send({ type: 'content_block_start', index: 0, content_block: block });
        send({ type: 'content_block_delta', index: 0, delta });
        send({ type: 'content_block_stop', index: 0 });
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
