import { join } from 'node:path';

/** The call that makes `turn` real, by the tools that the agent offers and the folder it works in. */
export function callOf({ tool, input }, offered, folder) {
  const calls = { run, write, ask }[tool]?.(input, folder) ?? [{ name: tool, args: input }];
  return calls.find(({ name }) => offered.includes(name)) ?? calls[0];
}

function run({ command }) {
  const args = { command, description: 'Asked for', is_background: false };
  return [
    { name: 'bash', args: { command, description: 'Asked for' } },
    { name: 'run_shell_command', args },
  ];
}

function write({ path, content }, folder) {
  return [
    { name: 'write', args: { filePath: path, content } },
    { name: 'create', args: { path, file_text: content } },
    { name: 'write_file', args: { file_path: join(folder, path), content } },
  ];
}

const colours = [
  { label: 'Red', description: 'Like a rose' },
  { label: 'Blue', description: 'Like the sea' },
];

function ask({ question, several }) {
  const one = { question, header: 'Colour', options: colours };
  return [
    { name: 'question', args: { questions: [{ ...one, multiple: several }] } },
    { name: 'ask_user_question', args: { questions: [{ ...one, multiSelect: several }] } },
    { name: 'ask_user', args: { message: question, requestedSchema: schemaOf(several) } },
  ];
}

function schemaOf(several) {
  const names = colours.map(({ label }) => label);
  const colour = several
    ? { type: 'array', title: 'Colour', items: { type: 'string', enum: names } }
    : { type: 'string', title: 'Colour', enum: names };
  return { properties: { colour }, required: ['colour'] };
}
