/** The phone's server: deeds go out as requests, everything that changes comes back as events. */
export async function post(verb, body) {
  const response = await fetch(`api/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return readAnswer(response);
}

export async function upload(blob, query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const response = await fetch(`api/upload?${new URLSearchParams(given)}`, {
    method: 'POST',
    headers: { 'content-type': blob.type || 'application/octet-stream' },
    body: blob,
  });
  return readAnswer(response);
}

export async function loadState() {
  return readAnswer(await fetch('api/state'));
}

async function readAnswer(response) {
  const text = await response.text();
  if (!response.ok) {
    let why = text.trim();
    try {
      why = JSON.parse(text).description ?? why;
    } catch {
      // A plain sentence.
    }
    throw new Error(why.replace(/^Bad Request: /, ''));
  }
  return JSON.parse(text);
}

/**
 * Events from `after` on. The browser reconnects by itself and says where it was; when the server
 * cannot go on from there, `onReset` is called and the stream ends.
 */
export function listen(after, { onEvent, onLink, onReset }) {
  const source = new EventSource(`api/events?after=${encodeURIComponent(after)}`);
  source.addEventListener('open', () => onLink(true));
  source.addEventListener('message', (event) => onEvent(JSON.parse(event.data)));
  source.addEventListener('reset', () => {
    source.close();
    onReset();
  });
  source.addEventListener('error', () => {
    onLink(false);
    // After an answer that is no stream (a restart on another key, say) the browser gives up.
    if (source.readyState === EventSource.CLOSED) onReset();
  });
  return source;
}
