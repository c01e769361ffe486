import type { IncomingHttpHeaders } from 'node:http';
import type { Caller, HookDoor } from '../sessions/hook-door.ts';
import type { Route } from './server.ts';

/**
 * What the relay posts to. A waiting hook is answered whenever there is an answer: Node's limits are for
 * requests that do not come to their end, and the answer to one that did has none.
 */
export function hookRoute(door: HookDoor): Route {
  return {
    method: 'POST',
    path: '/api/v1/hooks/:agent',
    quiet: true,
    tooLarge: () => door.tooLarge(),
    handle: ({ params, headers, body, signal }) =>
      door.knock(callerOf(params['agent'] ?? '', headers), body, signal),
  };
}

function callerOf(agent: string, headers: IncomingHttpHeaders): Caller {
  const text = (name: string) => {
    const found = headers[`tapmux-${name}`];
    return typeof found === 'string' ? found : '';
  };
  const parent = Number(text('parent'));
  return {
    agent,
    run: text('run'),
    key: text('key'),
    tmux: text('tmux'),
    pane: text('pane'),
    parent: Number.isSafeInteger(parent) ? parent : 0,
    waits: text('wait') === 'yes',
  };
}
