/** Ids are plain strings with a brand, so that one kind cannot be handed in for another. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type SessionId = Branded<'SessionId'>;
/** One start of the agent. A session keeps its id for life and gets a new run id each time its agent starts. */
export type RunId = Branded<'RunId'>;
export type DecisionId = Branded<'DecisionId'>;

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function newSessionId(): SessionId {
  return crypto.randomUUID() as SessionId;
}

export function newRunId(): RunId {
  return crypto.randomUUID() as RunId;
}

/** Eight characters, because a decision's id travels in a button's 64 bytes. */
export function newDecisionId(): DecisionId {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 8) as DecisionId;
}

export function parseSessionId(value: unknown): SessionId | null {
  return typeof value === 'string' && uuidForm.test(value)
    ? (value.toLowerCase() as SessionId)
    : null;
}

export function parseRunId(value: unknown): RunId | null {
  return typeof value === 'string' && uuidForm.test(value) ? (value.toLowerCase() as RunId) : null;
}

export function parseDecisionId(value: unknown): DecisionId | null {
  return typeof value === 'string' && /^[0-9a-f]{8}$/.test(value) ? (value as DecisionId) : null;
}
