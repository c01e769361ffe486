import { socketPath } from '../hooks/address.ts';
import { relay } from '../hooks/relay.ts';
import { runKeysFolder } from '../sessions/run-files.ts';
import { readArguments } from './arguments.ts';
import { done } from './verb.ts';
import type { Runner } from './verb.ts';

/** What the relay in the state folder does, for settings that name tapmux itself. Never fails, like that one. */
export const hook: Runner = async (argv, io) => {
  const [agent = '', wait] = readArguments(argv, {}, { least: 1, most: 2 }).words;
  if (process.stdin.isTTY) return done;
  const answer = await relay({
    socket: socketPath(io.home),
    keys: runKeysFolder(io.home),
    agent,
    wait: wait === 'wait',
    env: io.env,
    parent: process.ppid,
    stdin: process.stdin,
  });
  if (answer !== '') io.out(answer.trimEnd());
  return done;
};
