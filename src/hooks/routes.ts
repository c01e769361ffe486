import type { Decision } from '../domain/decision.ts';
import { fieldsOf } from '../domain/fields.ts';
import type { Session } from '../domain/session.ts';
import { sessionToJson } from '../domain/wire.ts';
import { UserError } from '../errors.ts';
import type { LeaseGuard } from '../sessions/lease-guard.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { hookRoute } from './hook-route.ts';
import { answerRequest, createRequest, keysRequest } from './requests.ts';
import type { Call, Route } from './server.ts';

export interface RoutesDeps {
  readonly sessions: Sessions;
  readonly leases: LeaseGuard;
  /** What the daemon says about itself. */
  readonly health: () => Promise<object>;
  readonly shutDown: () => void;
}

const managed = '/api/v1/sessions/managed';

/** The whole surface of the local socket. Every route resolves, calls the engine and answers; no more. */
export function routes({ sessions, leases, health, shutDown }: RoutesDeps): readonly Route[] {
  const find = (call: Call) => sessions.resolve(call.params['ref'] ?? '');
  /** A session under an autonomous lease takes orders from its holder only. */
  const drive = async (call: Call) => {
    const session = await find(call);
    await leases.mayDrive(session, actorOf(call), fieldsOf(call.body).flagOr('force', false));
    return session;
  };
  const json = async (work: Promise<Session>) => sessionToJson(await work);

  return [
    hookRoute(sessions.hookDoor),
    { method: 'GET', path: '/api/v1/health', handle: health },
    {
      method: 'POST',
      path: '/api/v1/shutdown',
      async handle() {
        shutDown();
        return { ok: true };
      },
    },
    {
      method: 'GET',
      path: managed,
      async handle() {
        const view = await sessions.list();
        return { sessions: view.sessions.map(sessionToJson), unreadable: view.unreadable };
      },
    },
    {
      method: 'POST',
      path: managed,
      handle: (call) => json(sessions.create(createRequest(call.body))),
    },
    { method: 'GET', path: `${managed}/:ref`, handle: (call) => json(find(call)) },
    {
      method: 'GET',
      path: `${managed}/:ref/activity`,
      handle: async (call) => sessions.activity((await find(call)).id),
    },
    {
      method: 'GET',
      path: `${managed}/:ref/screen`,
      async handle(call) {
        const { id } = await find(call);
        const lines = Number(call.query.get('lines') ?? '0');
        if (Number.isInteger(lines) && lines > 0) return sessions.tail(id, Math.min(lines, 10_000));
        return sessions.screen(id);
      },
    },
    {
      method: 'POST',
      path: `${managed}/:ref/send`,
      async handle(call) {
        const text = fieldsOf(call.body).text('text');
        const { id } = await drive(call);
        await leases.touch(id);
        return sessions.send(id, text, actorOf(call));
      },
    },
    {
      method: 'POST',
      path: `${managed}/:ref/keys`,
      async handle(call) {
        const keys = keysRequest(call.body);
        return sessions.keys((await drive(call)).id, keys, actorOf(call));
      },
    },
    {
      method: 'POST',
      path: `${managed}/:ref/interrupt`,
      handle: async (call) => sessions.interrupt((await drive(call)).id, actorOf(call)),
    },
    {
      method: 'POST',
      path: '/api/v1/sessions/:ref/answer',
      async handle(call) {
        const { decision, choice } = answerRequest(call.body);
        return sessions.answer((await find(call)).id, decision, choice, actorOf(call));
      },
    },
    {
      method: 'GET',
      path: '/api/v1/decisions',
      handle: async () => ({ decisions: (await sessions.pending()).map(decisionJson) }),
    },
    {
      method: 'POST',
      path: `${managed}/:ref/stop`,
      handle: async (call) => json(sessions.stopSession((await drive(call)).id, actorOf(call))),
    },
    {
      method: 'POST',
      path: `${managed}/:ref/resume`,
      async handle(call) {
        const resumed = await sessions.resume((await drive(call)).id, actorOf(call));
        const shown = await json(Promise.resolve(resumed));
        return { ...shown, conversation: resumed.conversation };
      },
    },
    {
      method: 'POST',
      path: `${managed}/:ref/pause`,
      async handle(call) {
        const note = fieldsOf(call.body).textOr('note', undefined);
        return json(sessions.pause((await drive(call)).id, note));
      },
    },
    {
      method: 'POST',
      path: `${managed}/:ref/archive`,
      handle: async (call) => json(sessions.archive((await drive(call)).id)),
    },
    {
      method: 'POST',
      path: `${managed}/:ref/decommission`,
      async handle(call) {
        const confirm = fieldsOf(call.body).textOr('confirm', undefined);
        return json(sessions.decommission((await drive(call)).id, actorOf(call), confirm));
      },
    },
    { method: 'GET', path: '/api/v1/discover', handle: () => sessions.discover() },
    {
      method: 'POST',
      path: '/api/v1/adopt',
      handle: (call) => json(sessions.adopt(fieldsOf(call.body).text('target'))),
    },
    { method: 'POST', path: '/api/v1/reconcile', handle: () => sessions.reconcile() },
    {
      method: 'POST',
      path: '/api/v1/leases/:action',
      handle: (call) => leases.handle(call.params['action'] ?? '', call.body),
    },
  ];
}

function actorOf(call: Call): string {
  const actor = fieldsOf(call.body).textOr('actor', 'socket');
  if (actor.length > 128) throw new UserError('invalid_input', 'actor is too long.');
  return actor;
}

function decisionJson(decision: Decision): object {
  return {
    id: decision.id,
    session_id: decision.sessionId,
    run_id: decision.runId,
    agent: decision.agent,
    state: decision.state,
    kind: decision.ask.kind,
    title: decision.ask.title,
    body: decision.ask.body,
    may_be_cut: decision.ask.mayBeCut,
    options: decision.ask.options.map((one, index) => ({ option: index, ...one })),
    opened_at: decision.openedAt,
    note: decision.note,
  };
}
