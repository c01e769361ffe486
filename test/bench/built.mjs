/** The built code, as it runs for everybody. */
export const { createTmux } = await import('../../dist/src/tmux/create.js');
export const { createSessionsStore } = await import('../../dist/src/store/files-sessions.js');
export const { newSession } = await import('../../dist/src/domain/session.js');
export const { newRunId } = await import('../../dist/src/domain/ids.js');
export const { systemClock } = await import('../../dist/src/clock.js');
export const { createClient } = await import('../../dist/src/cli/client.js');
export const { socketPath } = await import('../../dist/src/hooks/address.js');
export const { createPhone } = await import('../../dist/src/phone/server.js');
export const { createOutbox } = await import('../../dist/src/telegram/outbox/outbox.js');
export const { openShelf } = await import('../../dist/src/telegram/outbox/shelf.js');
