import { commands } from '../../commands/index.ts';
import { usageOf } from '../../src/telegram/verbs/usage.ts';

/** The README's table, line for line; it stands between `<!-- commands -->` and `<!-- /commands -->`. */
export function commandTable(): string {
  const rows = commands.map(
    (command) => `| \`${usageOf(command).replaceAll('|', String.raw`\|`)}\` | ${command.help} |`,
  );
  return ['| say | what happens |', '|---|---|', ...rows].join('\n');
}
