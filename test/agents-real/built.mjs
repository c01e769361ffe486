/** The built code, as it runs for everybody. */
const dist = '../../dist/src';
export const { agentById, agents, defaultAgentId, ownerOf } = await import(
  `${dist}/agents/index.js`
);
export const { systemClock } = await import(`${dist}/clock.js`);
export const { createSessions } = await import(`${dist}/sessions/sessions.js`);
export const { createWorkspaces } = await import(`${dist}/sessions/workspaces.js`);
export const { createNativeProcesses } = await import(`${dist}/sessions/native.js`);
export const { createDecisionsStore } = await import(`${dist}/store/decisions-store.js`);
export const { createSessionsStore } = await import(`${dist}/store/files-sessions.js`);
export const { socketPath } = await import(`${dist}/hooks/address.js`);
export const { createSocketServer } = await import(`${dist}/hooks/server.js`);
export const { hookRoute } = await import(`${dist}/hooks/hook-route.js`);
export const { writeRelay } = await import(`${dist}/hooks/relay-file.js`);
export const { relayPath, runKeysFolder } = await import(`${dist}/sessions/run-files.js`);
export const { createTmux } = await import(`${dist}/tmux/create.js`);
export const { createPhone } = await import(`${dist}/phone/server.js`);
export const { createClient } = await import(`${dist}/cli/client.js`);
