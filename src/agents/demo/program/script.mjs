/** What the demo does with a message. `stage` is the agent's body: it talks, works and asks. */
export async function perform(message, stage) {
  const [verb = '', ...words] = message.trim().split(/\s+/);
  const rest = message.trim().slice(verb.length).trim();
  const act = acts[verb.toLowerCase()];
  await stage.work('Thinking', 250);
  if (act === undefined) {
    await answer(message, stage);
  } else {
    await act(rest, stage, words);
  }
}

const acts = {
  run: runCommand,
  edit: editFile,
  ask: askOne,
  multi: askMany,
  plan: proposePlan,
  long: runLongCommand,
  work: workFor,
  flood,
  quote: quoteDialog,
  jobs: runJobs,
  crash,
  help,
};

async function answer(message, stage) {
  stage.say(`You said: ${message}`);
  await stage.work('Writing', 250);
  stage.say('I am a demo: I ask, I wait, I pretend to work. Type "help" for what I can play.');
}

async function help(_rest, stage) {
  stage.say('This is what I can play:');
  for (const line of [
    'run <command>   asks before a shell command (nothing is really run)',
    'edit <file>     asks before a small change',
    'ask · multi     one question, several ticks',
    'plan · long     a plan to approve, a command too long for the screen',
    'work <n>        busy for n tenths of a second',
    'jobs <n>        asks n times, one question after the other',
    'flood · quote   much output, output that looks like a dialog',
    'crash [code]    dies · /exit leaves',
  ]) {
    stage.output(line);
  }
}

async function runCommand(command, stage, [program = 'shell']) {
  const wanted = command === '' ? 'npm test' : command;
  stage.say('I would like to run a command.');
  await permitted(stage, {
    header: 'Run a command',
    content: wanted.split('\n'),
    question: 'Do you want to run this?',
    what: wanted,
    rule: `${program} commands`,
    async go() {
      stage.tool(`Ran ${wanted}`);
      await stage.work(`Running ${program}`, 300);
      for (const line of ['collected 12 checks', '12 passed, 0 failed', 'finished in 0.31 s']) {
        stage.output(line);
        await stage.work(`Running ${program}`, 80);
      }
      stage.deed('ran', { command: wanted });
      stage.say('Done. All green.');
    },
  });
}

/** Many questions, one after the other, each of its own; `jobs <n> <tenths of a second between them>`. */
async function runJobs(_rest, stage, [count, tenths]) {
  for (let job = 1; job <= (Number.parseInt(count, 10) || 3); job += 1) {
    await stage.work('Preparing', (Number.parseInt(tenths, 10) || 0) * 100);
    const command = `make job-${job}`;
    await permitted(stage, {
      header: 'Run a command',
      content: [command],
      question: 'Do you want to run this?',
      what: command,
      rule: 'make commands',
      go: () => stage.deed('ran', { command }),
    });
  }
}

async function editFile(name, stage) {
  const file = name === '' ? 'notes.md' : name;
  const diff = [
    '1   # Notes',
    '2 - Nothing here yet.',
    '2 + Written by the demo agent.',
    '3 + See you soon.',
  ];
  stage.say(`I would like to change ${file}.`);
  await permitted(stage, {
    header: 'Edit a file',
    content: [file, '', ...diff],
    question: `Do you want to make this edit to ${file}?`,
    what: file,
    rule: 'edits in this session',
    async go() {
      stage.tool(`Edited ${file}`);
      stage.diff(diff);
      stage.deed('edited', { file });
      stage.say('The file is changed.');
    },
  });
}

async function runLongCommand(_rest, stage) {
  const lines = Array.from(
    { length: 60 },
    (_, index) => `echo "line ${index + 1} of a long script"`,
  );
  stage.say('This one is long.');
  await permitted(stage, {
    header: 'Run a command',
    content: [...lines, 'rm -rf ./build'],
    question: 'Do you want to run this?',
    what: 'a long script',
    rule: 'echo commands',
    async go() {
      stage.tool('Ran a long script');
      stage.deed('ran', { command: 'a long script' });
      stage.say('Done.');
    },
  });
}

async function permitted(stage, { header, content, question, what, rule, go }) {
  if (!stage.rules.has(rule)) {
    const outcome = await stage.ask({
      kind: 'permission',
      header,
      content,
      question,
      options: [
        'Yes',
        `Yes, and don't ask again for ${rule}`,
        'No, and say what to do differently',
      ],
      text: 'reason',
    });
    if (outcome.kind !== 'option' || outcome.index === 2) return denied(stage, what, outcome);
    if (outcome.index === 1) stage.rules.add(rule);
  }
  await go();
}

/** Words turn a "no" into an instruction; without them the turn is over. */
async function denied(stage, what, outcome) {
  const reason = outcome.kind === 'text' ? outcome.text : null;
  stage.deed('denied', { what, reason });
  if (reason === null) {
    stage.note('Denied. What should I do instead?');
    return;
  }
  stage.note(`Denied: ${reason}`);
  await stage.work('Thinking again', 300);
  stage.say(`Understood: ${reason}`);
}

async function askOne(_rest, stage) {
  const options = ['PostgreSQL', 'SQLite', 'Redis', 'Type something'];
  const outcome = await stage.ask({
    kind: 'choice',
    header: 'Database',
    question: 'Which database should it use?',
    options,
    text: 3,
  });
  const picked = outcome.kind === 'option' ? options[outcome.index] : (outcome.text ?? null);
  report(stage, 'database', picked);
}

async function askMany(_rest, stage) {
  const options = ['Auth', 'Search', 'Export', 'Dark mode'];
  const outcome = await stage.ask({
    kind: 'multi',
    header: 'Features',
    question: 'Which features do you want?',
    options,
  });
  const picked =
    outcome.kind === 'options' ? outcome.indexes.map((index) => options[index]).join(', ') : null;
  report(stage, 'features', picked === '' ? 'none of them' : picked);
}

function report(stage, question, picked) {
  stage.deed('answered', { question, answer: picked });
  if (picked === null) stage.note('Not answered. What should I do instead?');
  else stage.say(`Noted: ${picked}.`);
}

async function proposePlan(_rest, stage) {
  const outcome = await stage.ask({
    kind: 'plan',
    header: 'Ready to start?',
    content: [
      '1. Read the failing test',
      '2. Fix the rounding in cart.ts',
      '3. Run the whole suite',
    ],
    question: 'This is the plan. Shall I go ahead?',
    options: ['Yes, and accept edits', 'Yes, and ask before each edit', 'No, keep planning'],
    text: 'reason',
  });
  if (outcome.kind !== 'option' || outcome.index === 2) return denied(stage, 'the plan', outcome);
  stage.deed('planned', { mode: outcome.index === 0 ? 'accept' : 'ask' });
  await stage.work('Following the plan', 500);
  stage.say('The plan is done.');
}

async function workFor(rest, stage) {
  const tenths = Math.min(Number.parseInt(rest, 10) || 20, 36_000);
  await stage.work('Working', tenths * 100);
  stage.say(`Worked for ${tenths / 10} s.`);
}

async function flood(_rest, stage) {
  stage.say('Here comes a lot:');
  for (let line = 1; line <= 600; line += 1) {
    stage.output(`line ${line} ${'of the flood '.repeat(4)}`);
    if (line % 30 === 0) await stage.work('Printing', 30);
  }
  stage.say('That was all.');
}

async function quoteDialog(_rest, stage) {
  stage.say('Such a prompt looks like this:');
  for (const line of [
    '━'.repeat(40),
    '▸ Run a command   permission',
    'Do you want to run this?',
    '❯ 1. Yes',
    '  2. No',
    '↵ choose · 1-2 answer · esc cancel',
  ]) {
    stage.output(line);
  }
}

async function crash(rest, stage) {
  stage.deed('crashed', { code: rest === '' ? null : Number(rest) });
  stage.die(rest === '' ? null : Number(rest));
}
