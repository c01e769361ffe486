import { badRequest } from '../api-error.ts';
import type { Call, Handler } from './call.ts';
import { bool, int, json, str } from './call.ts';

const longestPollSeconds = 50;

export const getUpdates: Handler = async (call, world) => {
  const limit = int(call, 'limit') ?? 100;
  const timeout = int(call, 'timeout') ?? 0;
  world.presence.polled();
  try {
    return await world.updates.poll({
      offset: int(call, 'offset') ?? 0,
      limit: Math.min(100, Math.max(1, limit)),
      timeoutSeconds: Math.min(longestPollSeconds, Math.max(0, timeout)),
      allowed: allowedUpdates(call),
      signal: call.signal,
    });
  } finally {
    world.presence.polled();
  }
};

function allowedUpdates(call: Call): readonly string[] | null {
  const value = json(call, 'allowed_updates', "Can't parse allowed updates JSON object");
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null;
}

/** Kept, not served: a bot on this machine polls. */
export const setWebhook: Handler = (call, world) => {
  const url = str(call, 'url');
  if (bool(call, 'drop_pending_updates')) world.updates.clear();
  if (url === '') return deleteWebhook(call, world);
  if (!URL.canParse(url)) throw badRequest('bad webhook: invalid webhook URL specified');
  if (!url.startsWith('https://')) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  world.updates.setWebhook(url, allowedUpdates(call));
  return true;
};

export const deleteWebhook: Handler = (call, world) => {
  if (bool(call, 'drop_pending_updates')) world.updates.clear();
  world.updates.setWebhook('', null);
  return true;
};

export const getWebhookInfo: Handler = (_call, world) => {
  const { url, allowed } = world.updates.webhook();
  return {
    url,
    has_custom_certificate: false,
    pending_update_count: world.updates.pendingCount(),
    ...(url === '' ? {} : { max_connections: 40, ip_address: '127.0.0.1' }),
    ...(allowed.length === 0 ? {} : { allowed_updates: allowed }),
  };
};
