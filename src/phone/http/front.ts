import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../errors.ts';
import type { Actor } from '../actor.ts';
import type { Until } from '../until.ts';
import type { World } from '../world.ts';
import { sendText } from './answer.ts';
import { createBotApi } from './bot-api.ts';
import { createGate } from './gate.ts';
import { createPageApi } from './page-api.ts';
import { createPageAssets } from './page-assets.ts';

export interface FrontOptions {
  readonly world: World;
  readonly until: Until;
  readonly user: Actor;
  readonly token: string;
  readonly key: string;
}

/** The front door: bots go to the Bot API, people with the key to the page. */
export function createFront({ world, until, user, token, key }: FrontOptions) {
  const botApi = createBotApi(world, token);
  const gate = createGate(key);
  const pageApi = createPageApi(world, until, user);
  const assets = createPageAssets();

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://phone');
    if (/^\/(?:file\/)?bot[^/]*\//.test(url.pathname)) {
      await botApi(request, response, url);
      return;
    }
    const refusal = gate.refusal(request, url);
    if (refusal !== null) {
      sendText(response, refusal.status, refusal.text);
    } else if (url.pathname.startsWith('/api/')) {
      await pageApi(request, response, url);
    } else {
      if (url.pathname === '/') gate.welcome(request, response);
      await assets(response, url.pathname);
    }
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    route(request, response).catch((error: unknown) => {
      world.log.error({ why: messageOf(error) }, 'phone: a request failed');
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'Something went wrong in the phone.\n');
    });
  };
}
