import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../errors.ts';
import { ApiError, methodNotFound, notFound, tooManyRequests, unauthorized } from '../api-error.ts';
import type { CallRecord } from '../calls.ts';
import type { FaultAction } from '../faults.ts';
import type { Call } from '../methods/call.ts';
import { str } from '../methods/call.ts';
import { findMethod } from '../methods/index.ts';
import type { World } from '../world.ts';
import { sendApiError, sendGatewayPage, sendJson } from './answer.ts';
import { readCall } from './body.ts';
import { sameSecret } from './gate.ts';

/** Calls whose effect is not kept, or may be lost without harm: nothing has to be on disk first. */
const volatile = new Set([
  'getupdates',
  'getme',
  'answercallbackquery',
  'sendchataction',
  'sendmessagedraft',
  'getfile',
  'getchat',
]);

/**
 *   /bot<token>/<method>  → token → parameters → fault switch → method → disk → answer
 *   /file/bot<token>/<path>
 */
export function createBotApi(world: World, token: string) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    try {
      const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname);
      if (file !== null) {
        checkToken(file[1] ?? '', token);
        await download(world, response, decodeURIComponent(file[2] ?? ''));
        return;
      }
      const parts = /^\/bot([^/]+)\/(?:test\/)?([^/]*)\/?$/.exec(url.pathname);
      if (parts === null) throw notFound;
      checkToken(decodeURIComponent(parts[1] ?? ''), token);
      await callMethod(parts[2] ?? '', request, response, url);
    } catch (error) {
      if (response.headersSent || response.destroyed) return;
      sendApiError(response, asApiError(error, world));
    }
  };

  async function callMethod(
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { params, files } = await readCall(request, url.searchParams);
    const method = findMethod(name);
    const call: Call = { method: method?.name ?? name, params, files, signal: gone.signal };
    const fault = world.faults.take(call.method, str(call, 'chat_id') || null);
    if (fault !== null && (await misbehave(fault, call, response)) === 'over') return;
    if (method === null) throw methodNotFound;
    try {
      const result = await method.handler(call, world);
      if (!volatile.has(method.name.toLowerCase())) await keep();
      if (fault === 'duplicate' && Array.isArray(result)) world.updates.repeat(result);
      if (fault === 'out_of_order' && Array.isArray(result)) result.reverse();
      record(
        call,
        fault === 'lost_answer' ? { kind: 'fault', action: fault } : { kind: 'ok', result },
      );
      if (fault === 'lost_answer') response.destroy();
      else if (!gone.signal.aborted) sendJson(response, 200, { ok: true, result });
    } catch (error) {
      const { code, description } = asApiError(error, world);
      record(call, { kind: 'error', code, description });
      throw error;
    }
  }

  /** `over` when the fault was all there is to this call. */
  async function misbehave(
    fault: FaultAction,
    call: Call,
    response: ServerResponse,
  ): Promise<'over' | 'go on'> {
    if (fault === 'lost_answer' || fault === 'duplicate' || fault === 'out_of_order') {
      return 'go on';
    }
    if (typeof fault === 'object' && 'delay' in fault) {
      await world.clock.sleep(fault.delay, call.signal).catch(() => {});
      return 'go on';
    }
    record(call, {
      kind: 'fault',
      action: typeof fault === 'string' ? fault : JSON.stringify(fault),
    });
    if (fault === 'drop') {
      response.destroy();
    } else if (fault === 'black_hole') {
      return 'over'; // The connection stays open until the caller gives up.
    } else if ('retryAfter' in fault) {
      sendApiError(response, tooManyRequests(fault.retryAfter));
    } else if ('error' in fault) {
      sendApiError(response, new ApiError(fault.error.code, fault.error.description));
    } else if (fault.status === 500) {
      sendApiError(response, new ApiError(500, 'Internal Server Error'));
    } else {
      sendGatewayPage(response, fault.status);
    }
    return 'over';
  }

  function record(call: Call, outcome: CallRecord['outcome']): void {
    if (call.method === 'getUpdates' && outcome.kind !== 'fault') return;
    const { method, params } = call;
    world.calls.add({ method, params, at: world.clock.now(), outcome });
  }

  /** What the bot is told to have happened is on disk. */
  async function keep(): Promise<void> {
    try {
      await world.vault.flush();
    } catch (error) {
      world.log.error({ why: messageOf(error) }, 'phone: state not written');
    }
  }
}

function checkToken(given: string, token: string): void {
  if (!/^\d+:[\w-]+$/.test(given)) throw notFound;
  if (!sameSecret(given, token)) throw unauthorized;
}

async function download(world: World, response: ServerResponse, path: string): Promise<void> {
  const record = world.files.byPath(path);
  const bytes = record === null ? null : await world.files.bytes(record);
  if (bytes === null) throw notFound;
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.byteLength,
  });
  response.end(bytes);
}

function asApiError(error: unknown, world: World): ApiError {
  if (error instanceof ApiError) return error;
  world.log.error({ why: messageOf(error) }, 'phone: a method failed');
  return new ApiError(500, 'Internal Server Error');
}
