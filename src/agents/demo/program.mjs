#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createAgent } from './program/agent.mjs';
import { createDeeds, createTranscript } from './program/journal.mjs';
import { createKeys } from './program/keys.mjs';
import { createTerminal } from './program/terminal.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { resume: { type: 'string' }, 'session-id': { type: 'string' } },
});
const id = values.resume ?? values['session-id'] ?? randomUUID();
if (!/^[\w-]{1,64}$/.test(id)) leave(1, `${id} is not the id of a conversation.\n`);

const transcript = createTranscript(id, process.env);
const earlier = values.resume === undefined ? [] : transcript.read();
if (earlier === null) leave(1, `No conversation found with id ${id}.\n`);

const terminal = createTerminal(process);
const agent = createAgent({
  terminal,
  transcript,
  deed: createDeeds(process.env),
  folder: process.cwd(),
  exit(code) {
    const self = basename(fileURLToPath(import.meta.url));
    terminal.close(`Go on with this conversation: ${self} --resume ${id}\n`);
    process.exit(code);
  },
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, () => {
    terminal.close('');
    process.exit(code);
  });
}
terminal.open(
  createKeys((event) => agent.handle(event)),
  () => agent.redraw(),
);
terminal.title('◇ demo');
agent.start(earlier, positionals.join(' '));

function leave(code, sentence) {
  process.stderr.write(sentence);
  process.exit(code);
}
