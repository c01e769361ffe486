import { events } from './sse.mjs';

/** OpenAI Responses. */
export const responses = {
  speaks: (path) => path.endsWith('/responses'),
  tools: (body) => (body.tools ?? []).map((tool) => tool.name ?? tool.type),

  last(body) {
    const items = Array.isArray(body.input) ? body.input : [];
    const at = items.findLastIndex((one) => one.type === 'message' && one.role === 'user');
    const output = items.slice(at + 1).findLast((one) => one.type?.endsWith('_output'));
    const parts = items[at]?.content ?? [];
    return {
      text: parts.map((part) => part.text ?? '').join('\n'),
      result: output === undefined ? null : textOf(output.output),
    };
  },

  say(response, { body, id }) {
    const out = events(response);
    const send = (type, data) => out.send({ type, ...data }, type);
    const shell = { id: `resp_${id}`, object: 'response', model: body.model };
    send('response.created', { response: { ...shell, status: 'in_progress', output: [] } });
    const items = [];
    const add = (item, text) => {
      const output_index = items.length;
      items.push(item);
      // The words come in the deltas: with both, some show them twice.
      const begun = text === undefined ? item : { ...item, content: [] };
      send('response.output_item.added', { output_index, item: begun });
      if (text !== undefined) {
        const where = { item_id: item.id, output_index, content_index: 0 };
        send('response.output_text.delta', { ...where, delta: text });
      }
      send('response.output_item.done', { output_index, item });
    };
    return {
      part: (text) => add(messageOf(text, `${id}_part`), text),
      turn(turn) {
        if (turn.calls !== undefined) turn.calls.forEach((call, at) => add(rawCall(call, id, at)));
        else if (turn.text === undefined) add(callOf(turn, id));
        else add(messageOf(turn.text, id), turn.text);
        const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
        send('response.completed', {
          response: { ...shell, status: 'completed', output: items, usage },
        });
        out.end();
      },
    };
  },
};

function messageOf(text, id) {
  const content = [{ type: 'output_text', text, annotations: [] }];
  return { id: `msg_${id}`, type: 'message', role: 'assistant', status: 'completed', content };
}

function rawCall({ name, input }, id, at) {
  return {
    id: `fc_${id}_${at}`,
    type: 'function_call',
    status: 'completed',
    call_id: `call_${id}_${at}`,
    name,
    arguments: JSON.stringify(input),
  };
}

function callOf({ tool, input }, id) {
  const call = {
    id: `fc_${id}`,
    type: 'function_call',
    status: 'completed',
    call_id: `call_${id}`,
  };
  switch (tool) {
    case 'run':
      return {
        ...call,
        name: 'exec_command',
        arguments: JSON.stringify({
          cmd: input.command,
          sandbox_permissions: 'require_escalated',
          justification: 'Asked for',
        }),
      };
    case 'write': {
      const lines = input.content.trimEnd().split('\n');
      const added = lines.map((line) => `+${line}`).join('\n');
      const patch = `*** Begin Patch\n*** Add File: ${input.path}\n${added}\n*** End Patch`;
      // A model without a tool of that name writes the command instead; it is understood as an edit.
      const cmd = `apply_patch <<'END'\n${patch}\nEND\n`;
      return { ...call, name: 'exec_command', arguments: JSON.stringify({ cmd }) };
    }
    default:
      return messageOf(`There is no such tool: ${tool}`, id);
  }
}

function textOf(output) {
  if (typeof output === 'string') return output;
  if (Array.isArray(output)) return output.map((part) => part.text ?? '').join('\n');
  return output === undefined ? '' : JSON.stringify(output);
}
