import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../world.ts';
import type { FeedEvent } from '../feed.ts';

const heartbeatMs = 20_000;

/**
 * Server-sent events. Ids carry the server's epoch, so that a page which lived through a restart is
 * told to load everything anew (`reset`); otherwise it gets exactly what it missed.
 */
export function createEventStream(
  world: World,
  epoch: string,
  show: (event: FeedEvent) => unknown,
) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const last = request.headers['last-event-id'] ?? url.searchParams.get('after') ?? '';
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const gone = new AbortController();
    response.once('close', () => gone.abort());

    const write = (event: FeedEvent) => {
      const shown = show(event);
      if (shown === null) return;
      response.write(`id: ${epoch}.${event.id}\ndata: ${JSON.stringify(shown)}\n\n`);
    };
    const missed = missedSince(String(last));
    if (missed === null) {
      response.end('event: reset\ndata: {}\n\n');
      return;
    }
    response.write('retry: 1000\n\n');
    for (const event of missed) write(event);
    const stop = world.feed.subscribe(write);
    try {
      for (;;) {
        await world.clock.sleep(heartbeatMs, gone.signal);
        response.write(': still here\n\n');
      }
    } catch {
      stop(); // The page is gone.
    }
  };

  function missedSince(last: string): readonly FeedEvent[] | null {
    const [given, id] = last.split('.');
    return given === epoch && id !== undefined ? world.feed.after(Number(id)) : null;
  }
}
