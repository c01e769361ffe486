// npm run agents [-- claude codex … --case=pattern --minutes=n --allow-missing --tolerate=n --fixtures --retry
// --verbose]: the agents as they are published today, each in real tmux against a scripted model, run by tapmux.
// One table, and at its end what went wrong; then the exit code is 1.
import { claude } from './agents/claude.mjs';
import { codex } from './agents/codex.mjs';
import { copilot } from './agents/copilot.mjs';
import { gemini } from './agents/gemini.mjs';
import { opencode } from './agents/opencode.mjs';
import { accuracyHeads, accuracyOf } from './accuracy.mjs';
import { adverse } from './cases/adverse.mjs';
import { approving, long, reasoned, sent, twice } from './cases/approve.mjs';
import { asking } from './cases/ask.mjs';
import { codexCases } from './cases/codex.mjs';
import { geminiCases } from './cases/gemini.mjs';
import { opencodeCases } from './cases/opencode.mjs';
import { installedCases } from './cases/opencode-installed.mjs';
import { qwen } from './agents/qwen.mjs';
import { behind } from './cases/qwen.mjs';
import { hooks, whole } from './cases/hooks.mjs';
import { crashing } from './cases/crash.mjs';
import { trustFirst } from './cases/trust.mjs';
import { ending, starting } from './cases/life.mjs';
import { queueing, sending } from './cases/send.mjs';
import { claudeForms, hookedForm, wholeForm } from './cases/claude-forms.mjs';
import { claudePlan } from './cases/claude-plan.mjs';
import { claudeQuestions, wordsByHook, wordsByKeys } from './cases/claude-questions.mjs';
import { claudeServers } from './cases/claude-servers.mjs';
import { claudeSeveral } from './cases/claude-several.mjs';
import { claudeStart } from './cases/claude-start.mjs';
import { claudeTools } from './cases/claude-tools.mjs';
import { createKeeper } from './captures.mjs';
import { createCheck } from './check.mjs';
import { install } from './install.mjs';
import { createStage } from './stage.mjs';
import { caseHeads, failed, tableOf } from './table.mjs';

const agents = [claude, codex, gemini, opencode, copilot, qwen];
const cases = [
  ...starting,
  hooks,
  ...whole,
  ...installedCases,
  ...sending,
  ...queueing,
  ...approving,
  reasoned,
  twice,
  long,
  sent,
  ...asking,
  ...ending,
  ...crashing,
  trustFirst,
  hookedForm,
  wholeForm,
  ...wordsByHook,
  ...behind(true),
];
/** What the screen alone shows, answered with keys: without the hooks, which tell some prompts in words of their own. */
const byKeys = [
  ...adverse,
  ...claudeTools,
  ...claudeServers,
  ...claudeForms,
  ...claudeQuestions,
  ...wordsByKeys,
  ...claudePlan,
  ...claudeSeveral,
  ...claudeStart,
  ...codexCases,
  ...geminiCases,
  ...opencodeCases,
  ...behind(false),
];

const options = readArguments(process.argv.slice(2));
const rows = [];
const missing = [];
const began = Date.now();
for (const agent of agents.filter((one) => options.agents.includes(one.id))) {
  if (Date.now() - began > options.minutes * 60_000) {
    missing.push(`${agent.id}: the time is up`);
    continue;
  }
  const installed = await install(agent);
  if (installed.kind === 'missing') {
    missing.push(`${agent.id} (${agent.package}): ${installed.why}`);
    console.error(`\nNOT TESTED: ${missing.at(-1)}`);
    continue;
  }
  const { version, path, offline } = installed;
  console.error(`\n${agent.id} ${version}${offline === null ? '' : ` (perhaps old: ${offline})`}`);
  await perform(agent, version, path, { list: cases, hooked: true });
  await perform(agent, version, path, { list: byKeys, hooked: false });
}

if (rows.length > 0) console.log(`\n${tableOf(caseHeads, rows)}\n`);
// Every capture there is, also of screens that no case leads to.
const scored = await Promise.all(options.agents.map((id) => accuracyOf(id)));
const accuracy = scored.filter((one) => one !== null);
console.log(`${tableOf(accuracyHeads, accuracy)}\n`);
const wrong = rows.filter((row) => failed(row));
const misread = accuracy.filter((row) => row.wrong);
// Last, where nobody has to look for it.
for (const row of wrong) console.log(`\n${row.agent} ${row.version}, ${row.case}\n${row.why}`);
console.log(`\n${rows.length} cases, ${wrong.length} failed, ${seconds(began)} s.`);
for (const one of missing) console.log(`*** NOT TESTED: ${one} ***`);
// What tapmux did wrong with an answer is never forgiven.
const grave = wrong.filter((row) => row.answered.startsWith('✗'));
const broken = grave.length > 0 || wrong.length > options.tolerate;
if (wrong.length > 0 && !broken) console.log(`*** ${wrong.length} FAILED: look at them ***`);
process.exit(broken || misread.length > 0 || (missing.length > 0 && !options.allowMissing) ? 1 : 0);

async function perform(agent, version, path, { list, hooked }) {
  const due = list.filter((one) => isFor(one, agent));
  if (due.length === 0) return;
  const trace = options.verbose ? (line) => console.error(`    ${line}`) : () => {};
  // What a hook tells is no reading of a screen.
  const keeper = options.fixtures && !hooked ? createKeeper({ agent: agent.id, version }) : null;
  const stage = await createStage(agent, path, { trace, keeper, hooked });
  // Nothing of it outlives a run that somebody breaks off.
  const leave = () => void stage.close().finally(() => process.exit(130));
  process.once('SIGINT', leave).once('SIGTERM', leave);
  try {
    for (const one of due) {
      if (Date.now() - began > options.minutes * 60_000) {
        missing.push(`${agent.id}, from “${one.name}” on: the time is up`);
        break;
      }
      let { marks, why } = await attempt(one, stage);
      for (let again = 1; again < options.tries && failed(marks); again += 1) {
        ({ marks, why } = await attempt(one, stage));
        if (!failed(marks)) marks.confirmed += ` at try ${again + 1}`;
      }
      rows.push({ agent: agent.id, version, case: one.name, ...marks, why });
    }
  } finally {
    process.off('SIGINT', leave).off('SIGTERM', leave);
    await stage.close();
  }
}

function isFor(one, agent) {
  if (one.needs !== undefined && !agent.has.includes(one.needs)) return false;
  if (one.only !== undefined && !one.only.includes(agent.id)) return false;
  return options.case.test(one.name);
}

async function attempt(one, stage) {
  const check = createCheck(one.name);
  const start = Date.now();
  try {
    await one.run(stage, check);
    console.error(`  ✓ ${one.name} (${seconds(start)} s)`);
    return { marks: check.marks, why: null };
  } catch (error) {
    const { marks } = check;
    if (!failed(marks)) marks.confirmed = `✗ ${error.message}`.slice(0, 240);
    const why = `  ✗ ${error.message}\n${await lastSeen(stage)}`;
    console.error(`  ✗ ${one.name}\n${why}`);
    if (options.verbose) console.error(error.cause ?? error);
    await stage.forget();
    return { marks, why };
  }
}

/** What stood on the screen when it went wrong, and what the model was asked last. */
async function lastSeen(stage) {
  const id = stage.current();
  const screen = id === null ? null : await stage.screen(id).catch(() => null);
  const lines = screen?.lines.filter((row) => row.trim() !== '').slice(-14) ?? [];
  const asked = stage.model.seen.at(-1);
  const model = `model: ${JSON.stringify([asked?.text, asked?.result])?.slice(0, 300)}`;
  return [...lines.map((line) => line.slice(0, 150)), model]
    .map((line) => `      ${line}`)
    .join('\n');
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}

function readArguments(words) {
  const known = agents.map((one) => one.id);
  const named = words.filter((word) => !word.startsWith('--'));
  const wrong = [
    ...named.filter((word) => !known.includes(word)),
    ...words.filter(
      (word) =>
        word.startsWith('--') &&
        !/^--(?:allow-missing|fixtures|retry|verbose|(?:minutes|tolerate)=\d+|case=.+)$/.test(word),
    ),
  ];
  if (wrong.length > 0) {
    console.error(
      `${wrong[0]} is not known. Agents: ${known.join(', ')}; --case=pattern, --minutes=n, --tolerate=n, --allow-missing, --fixtures, --retry, --verbose.`,
    );
    process.exit(2);
  }
  return {
    agents: named.length === 0 ? known : named,
    case: new RegExp(words.find((word) => word.startsWith('--case='))?.slice(7) ?? ''),
    allowMissing: words.includes('--allow-missing'),
    // One prompt of hundreds that a busy machine spoils is told, and is no reason to stop everybody's work.
    tolerate: Number(words.find((word) => word.startsWith('--tolerate='))?.slice(11) ?? 0),
    minutes: Number(words.find((word) => word.startsWith('--minutes='))?.slice(10) ?? 60),
    // Real programs on a busy machine: in the gate a case may fail twice, and the table says so.
    tries: words.includes('--retry') ? 3 : 1,
    fixtures: words.includes('--fixtures'),
    verbose: words.includes('--verbose'),
  };
}
