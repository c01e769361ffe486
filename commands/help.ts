import type { Command } from '../src/telegram/command.ts';
import { defineCommand } from '../src/telegram/command.ts';
import { bold, code, compose } from '../src/telegram/text/compose.ts';
import { shown } from '../src/telegram/verbs/shown.ts';
import { usageOf } from '../src/telegram/verbs/usage.ts';

/** The list comes as a function, because this command is in it. */
export function helpOf(list: () => readonly Command[]): Command {
  return defineCommand({
    name: 'help',
    help: 'What you can say here',
    usage: '[command]',
    who: 'operator',
    async handle(call) {
      const wanted = call.argument.trim().replace(/^\//, '').toLowerCase();
      const one = list().find((command) => command.name === wanted);
      if (one !== undefined) {
        await call.reply({ body: compose(code(usageOf(one)), `\n${one.help}.`) });
        return;
      }
      const head =
        wanted === ''
          ? compose(bold('What you can say'))
          : compose('There is no command ', code(shown(wanted, 40)), '. These are there:');
      await call.reply({ body: compose(head, '\n\n', ...lines(list()), '\n', closing) });
    },
  });
}

const closing =
  'A session is named by its name, its id or the beginning of either. Without one, the session in ' +
  'focus is meant; what you write without a slash goes to it, and a reply goes to the session you reply to.';

function lines(list: readonly Command[]): readonly string[] {
  return list.map((command) => `${usageOf(command)} - ${command.help}\n`);
}
