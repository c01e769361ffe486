import { once } from 'node:events';
import { createServer } from 'node:http';
import { anthropic } from './anthropic.mjs';
import { chat } from './chat.mjs';
import { gemini } from './gemini.mjs';
import { responses } from './responses.mjs';
import { createRules } from './rules.mjs';

const formats = [anthropic, responses, gemini, chat];

/**
 * A model on loopback that follows its rules, in every wire format that an agent speaks. It keeps what it
 * was asked: `seen` has the requests of the conversation itself, `asides` what agents ask beside it (titles,
 * classifiers), told apart by the tools that only the conversation has.
 */
export async function createModel() {
  const seen = [];
  const asides = [];
  const unknown = [];
  const pages = [];
  const held = new Set();
  const plays = new Map();
  const turnFor = createRules(plays);
  let turns = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      unknown.push(`${request.url}: ${error.stack}`);
      response.destroy();
    });
  });

  async function answer(request, response) {
    const path = new URL(request.url, 'http://model').pathname;
    if (request.method === 'GET' && path.startsWith('/page-')) {
      pages.push(path);
      response.writeHead(200, { 'content-type': 'text/plain' }).end('words of a page');
      return;
    }
    const format = formats.find((one) => one.speaks(path));
    const body = await bodyOf(request);
    if (format === undefined || request.method !== 'POST') {
      unknown.push(`${request.method} ${request.url}`);
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const plain = format.plain?.(path, body);
    if (plain !== undefined) {
      json(response, plain);
      return;
    }
    const last = format.last(body);
    const main = format.tools(body).length > 0;
    (main ? seen : asides).push({ ...last, tools: format.tools(body), body });
    const turn = main ? turnFor({ ...last, body }) : { text: format.aside?.(body) ?? 'A title' };
    turns += 1;
    const say = format.say(response, { path, body, id: `turn${turns}` });
    if (turn.hold) await waitFor(say, response, turn.next);
    else say.turn(turn);
  }

  /** Begins to answer and goes on when told to, or when the agent hangs up. */
  async function waitFor(say, response, next = { text: 'Now I am done waiting.' }) {
    say.part('I am still at it. ');
    await new Promise((resolve) => {
      held.add(resolve);
      response.on('close', resolve);
    });
    if (!response.destroyed) say.turn(next);
  }

  // Some fetch every page by https, which this server does not speak: coming here is what counts.
  server.on('clientError', (_error, socket) => {
    pages.push('by https');
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    asides,
    unknown,
    pages,
    plays,
    release() {
      for (const go of held) go();
      held.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function json(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
