// A tool server over stdio, as agents start them: `poke` notes its target in a file; the others ask
// the person first, and what they are told goes to the model and into the file.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , notes] = process.argv;
const target = { type: 'object', properties: { target: { type: 'string' } }, required: ['target'] };
const tools = [
  { name: 'poke', description: 'Pokes somebody', inputSchema: target },
  ...['survey', 'order', 'pick', 'words', 'trick', 'visit', 'deploy'].map((name) => ({
    name,
    description: 'Asks the person',
    inputSchema: { type: 'object', properties: {} },
  })),
];
const months = Array.from({ length: 14 }, (_, at) => `month ${at + 1}`);
const regions = Array.from({ length: 12 }, (_, at) => `region ${at + 1}`);
const words = (word, count) =>
  Array.from({ length: count }, (_, at) => `${word} ${at + 1}`).join(', ');
const questions = {
  survey: {
    message: 'Which colour shall it be?',
    requestedSchema: {
      type: 'object',
      properties: { colour: { type: 'string', enum: ['red', 'blue'], title: 'Colour' } },
      required: ['colour'],
    },
  },
  order: {
    message: 'What shall be delivered?',
    requestedSchema: {
      type: 'object',
      properties: {
        name: { type: 'string', title: 'Name', description: 'Who gets it' },
        count: { type: 'integer', title: 'Count', minimum: 1, maximum: 10 },
        size: { type: 'string', title: 'Size', enum: ['small', 'large', 'huge'] },
        extras: {
          type: 'array',
          title: 'Extras',
          items: { type: 'string', enum: ['olives', 'capers', 'basil'] },
        },
        gift: { type: 'boolean', title: 'Gift' },
      },
      required: ['count', 'size'],
    },
  },
  pick: {
    message: 'Which months are they?',
    requestedSchema: {
      type: 'object',
      properties: {
        first: { type: 'string', title: 'First', enum: months },
        others: { type: 'array', title: 'Others', items: { type: 'string', enum: months } },
      },
    },
  },
  // The one that has to be set is out of sight at the end.
  words: {
    message: 'Which words are they?',
    requestedSchema: {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 9 }, (_, at) => [`word${at + 1}`, { type: 'string' }]),
      ),
      required: ['word1'],
    },
  },
  // Nothing of it fits on a screen.
  deploy: {
    message: Array.from({ length: 60 }, (_, at) => `step ${at + 1} of the plan`).join('\n'),
    requestedSchema: {
      type: 'object',
      properties: {
        target: {
          type: 'string',
          title: 'Target',
          description: `Where it goes: ${words('place', 40)}`,
          enum: regions,
        },
        checks: {
          type: 'array',
          title: 'Checks',
          description: `What is looked at: ${words('check', 40)}`,
          items: {
            anyOf: regions.map((one) => ({
              const: one,
              title: `Check ${one} ${words('well', 30)}`,
            })),
          },
        },
        reason: { type: 'string', title: `Reason ${words('why', 40)}`, description: 'In short' },
      },
      required: ['target'],
    },
  },
  // Its words look like a form with another cursor.
  trick: {
    message: 'Please wait\n\n❯ * Amount: Type something…',
    requestedSchema: {
      type: 'object',
      properties: { all: { type: 'boolean', title: 'Delete everything' } },
    },
  },
  visit: {
    mode: 'url',
    message: 'Please sign in first',
    elicitationId: 'visit',
    url: 'http://127.0.0.1:9/sign-in?state=0123456789',
  },
};
/** The request that waits for the answer to our own, and the tool that it calls. */
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
      if (params.name in questions) {
        waiting = { id, name: params.name };
        const asked = questions[params.name];
        return send({ id: `ask-${id}`, method: 'elicitation/create', params: asked });
      }
      appendFileSync(notes, `poked ${params.arguments.target}\n`);
      return reply(id, { content: [{ type: 'text', text: `poked ${params.arguments.target}` }] });
    default:
      if (id !== undefined) send({ id, error: { code: -32_601, message: 'unknown' } });
  }
}

function surveyed({ action, content }) {
  const given = Object.entries(content ?? {}).sort(([one], [two]) => (one < two ? -1 : 1));
  const text = `${waiting.name}: ${action} ${JSON.stringify(Object.fromEntries(given))}`;
  appendFileSync(notes, `${text}\n`);
  reply(waiting.id, { content: [{ type: 'text', text }] });
}

function reply(id, result) {
  send({ id, result });
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
