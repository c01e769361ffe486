// Runs inside opencode. It tells the relay of what waits for somebody, and brings the answer back through
// opencode's own client: no port is opened, and its dialog stays usable beside this. Whatever goes wrong
// here, opencode goes on as if it were not there.
import { spawn } from 'node:child_process';

export const Tapmux = async ({ client }, installed) => {
  const relay = relayFor(process.env, installed);
  if (relay === '') return {};
  let told = Promise.resolve();
  /** The relays that wait, by the request they wait for. */
  const waiting = new Map();
  /** Sessions of sub-agents: their turns are none of the conversation's. */
  const children = new Set();
  const errors = new Map();
  let conversation = null;

  /** One after the other: what is told first arrives first. */
  function tell(event) {
    told = told.then(() => start(relay, event, false).answer).catch(() => undefined);
  }

  async function ask(event, send) {
    const { id } = event.properties;
    const { child, answer } = start(relay, event, true);
    waiting.set(id, child);
    const text = await answer;
    if (!waiting.delete(id) || text === '') return;
    const reply = JSON.parse(text);
    if (typeof reply === 'object' && reply !== null && Object.keys(reply).length > 0) {
      await send(id, reply);
    }
  }

  /** The request is over: whoever waits for an answer need not any more. */
  function settle(event) {
    const { requestID } = event.properties;
    const child = waiting.get(requestID);
    waiting.delete(requestID);
    tell(event);
    child?.kill('SIGTERM');
  }

  const post = (url) => (id, body) =>
    client._client.post({
      url,
      path: { requestID: id },
      body,
      headers: { 'content-type': 'application/json' },
    });

  function converse(id) {
    if (id === undefined || id === conversation || children.has(id)) return;
    conversation = id;
    tell({ type: 'tapmux.conversation', properties: { sessionID: id } });
  }

  async function rest(event) {
    const { sessionID } = event.properties;
    if (children.has(sessionID)) return;
    const error = errors.get(sessionID) ?? null;
    errors.delete(sessionID);
    const words = error === null ? await lastWords(client, sessionID) : null;
    tell({ type: event.type, properties: { sessionID, words, error } });
  }

  process.once('exit', () => {
    for (const child of waiting.values()) child.kill('SIGTERM');
  });

  return {
    event: safely(async ({ event }) => {
      const about = event.properties ?? {};
      switch (event.type) {
        case 'session.created':
          if (about.info?.parentID !== undefined) children.add(about.info.id);
          return;
        case 'session.status':
          if (about.status?.type === 'busy') converse(about.sessionID);
          return;
        case 'session.error':
          errors.set(about.sessionID, about.error ?? null);
          return;
        case 'session.idle':
          return rest(event);
        case 'permission.asked':
          return ask(event, post('/permission/{requestID}/reply'));
        case 'question.asked':
          return ask(event, post('/question/{requestID}/reply'));
        case 'permission.replied':
        case 'question.replied':
        case 'question.rejected':
          return settle(event);
        default:
      }
    }),
    'chat.message': safely(async (input, output) => {
      if (children.has(input.sessionID)) return;
      conversation = input.sessionID;
      const said = output.parts.filter((part) => part.type === 'text' && part.synthetic !== true);
      const text = said.map((part) => part.text).join('\n');
      tell({ type: 'tapmux.prompt', properties: { sessionID: input.sessionID, text } });
    }),
  };
};

function safely(act) {
  return async (...given) => {
    try {
      await act(...given);
    } catch {
      // It is opencode's turn to speak of errors, not ours.
    }
  };
}

/**
 * An opencode that tapmux started brings this plugin along. The installed one speaks where nobody else does, and
 * where there is a pane to be adopted.
 */
function relayFor({ TAPMUX_HOOK = '', TMUX_PANE = '' }, installed) {
  if (installed?.relay === undefined) return TAPMUX_HOOK;
  return TAPMUX_HOOK === '' && TMUX_PANE !== '' ? installed.relay : '';
}

/** The relay for one event. Its answer is empty when there is none, whatever the reason. */
function start(relay, event, wait) {
  const words = ['-c', 'exec "$0" "$@"', relay, 'opencode', ...(wait ? ['wait'] : [])];
  const child = spawn('/bin/sh', words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const answer = new Promise((resolve) => {
    const parts = [];
    // First, because without a file left to open there are no pipes, and nothing else tells of it.
    child.on('error', () => resolve(''));
    child.stdout?.on('data', (part) => parts.push(part));
    child.on('close', () => resolve(Buffer.concat(parts).toString('utf8').trim()));
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(JSON.stringify(event));
  return { child, answer };
}

async function lastWords(client, id) {
  const { data } = await client.session.messages({ path: { id }, query: { limit: 4 } });
  const last = (data ?? []).findLast((one) => one.info.role === 'assistant');
  const said = (last?.parts ?? []).filter((part) => part.type === 'text');
  return said.map((part) => part.text).join('\n') || null;
}
