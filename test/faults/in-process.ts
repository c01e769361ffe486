import { createApp } from '../../src/app.ts';
import type { App } from '../../src/app.ts';
import type { Clock } from '../../src/clock.ts';
import { parseConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { House } from './house.ts';

/** The whole daemon in this process, so that its clock can be set; started. */
export async function appIn(
  house: House,
  options: { readonly clock?: Clock; readonly pollSeconds?: number } = {},
): Promise<App> {
  const app = await createApp({
    config: parseConfig(house.env),
    env: house.env,
    version: '0.0.0',
    log: createLog({ level: 'silent', file: null }),
    shutDown: () => {},
    supervisor: null,
    ...options,
  });
  await app.start();
  return app;
}
