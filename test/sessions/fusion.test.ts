import { expect, it } from 'vitest';
import type { Reading } from '../../src/domain/ask.ts';
import { fuse } from '../../src/sessions/fusion.ts';
import type { OwnState } from '../../src/sessions/own-status.ts';
import { askOf } from '../support/fake-agent.ts';

const asking: Reading = { kind: 'asking', ask: askOf('Run?|Yes|No') };
const idle: Reading = { kind: 'idle' };
const draft: Reading = { kind: 'idle', draft: 'half a tho' };
const list: Reading = { kind: 'idle', keysGoTo: 'its list' };
const working: Reading = { kind: 'working', doing: 'Thinking' };
const starting: Reading = { kind: 'starting' };
const exited: Reading = { kind: 'exited' };
const unknown: Reading = { kind: 'unknown', why: 'nothing tells' };
const heldBack: Reading = { kind: 'unknown', why: 'a prompt is about to appear' };

const unheard: Reading = { kind: 'unknown', why: 'what its agent says of itself cannot be read' };

type State = OwnState | null;

it.each<[Reading, State, Reading]>([
  [asking, null, asking],
  [asking, 'idle', asking],
  [asking, 'working', asking],
  [asking, 'asking', asking],
  [idle, null, idle],
  [idle, 'unknown', idle],
  [idle, 'idle', idle],
  [idle, 'working', { kind: 'working' }],
  [idle, 'asking', heldBack],
  [draft, 'idle', draft],
  [draft, 'working', { kind: 'working', draft: 'half a tho' }],
  [draft, 'asking', heldBack],
  [list, 'working', { kind: 'working', keysGoTo: 'its list' }],
  [working, null, working],
  [working, 'idle', working],
  [working, 'working', working],
  [working, 'asking', heldBack],
  [unknown, null, unknown],
  [unknown, 'idle', unknown],
  [unknown, 'working', { kind: 'working' }],
  [unknown, 'asking', heldBack],
  [idle, 'unreadable', unheard],
  [working, 'unreadable', unheard],
  [unknown, 'unreadable', unheard],
  [asking, 'unreadable', asking],
  [exited, 'unreadable', exited],
  [starting, 'working', starting],
  [starting, 'asking', starting],
  [exited, 'working', exited],
  [exited, 'asking', exited],
])('P5 the screen says %o, its file %s: %o', (seen, own, fused) => {
  expect(fuse(seen, own)).toEqual(fused);
});
