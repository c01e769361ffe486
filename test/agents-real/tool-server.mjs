// A tool server over stdio, as agents start them: `poke` notes its target in a file, `survey` asks the person
// for a colour first.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , notes] = process.argv;
const target = { type: 'object', properties: { target: { type: 'string' } }, required: ['target'] };
const tools = [
  { name: 'poke', description: 'Pokes somebody', inputSchema: target },
  {
    name: 'survey',
    description: 'Asks for a colour',
    inputSchema: { type: 'object', properties: {} },
  },
];
const survey = {
  message: 'Which colour shall it be?',
  requestedSchema: {
    type: 'object',
    properties: { colour: { type: 'string', enum: ['red', 'blue'], title: 'Colour' } },
    required: ['colour'],
  },
};
/** The request that waits for the answer to our own. */
let waiting = null;

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.method === undefined) surveyed(message.result ?? {});
  else answer(message);
}

function answer({ id, method, params }) {
  switch (method) {
    case 'initialize':
      return reply(id, {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'demo', version: '1.0.0' },
      });
    case 'tools/list':
      return reply(id, { tools });
    case 'tools/call':
      if (params.name === 'survey') {
        waiting = id;
        return send({ id: 'survey', method: 'elicitation/create', params: survey });
      }
      appendFileSync(notes, `poked ${params.arguments.target}\n`);
      return reply(id, { content: [{ type: 'text', text: `poked ${params.arguments.target}` }] });
    default:
      if (id !== undefined) send({ id, error: { code: -32_601, message: 'unknown' } });
  }
}

function surveyed({ action, content }) {
  reply(waiting, {
    content: [{ type: 'text', text: `survey: ${action} ${content?.colour ?? ''}` }],
  });
}

function reply(id, result) {
  send({ id, result });
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
