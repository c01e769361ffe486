import type { Command } from '../src/telegram/command.ts';
import { adopt } from './adopt.ts';
import { alerts } from './alerts.ts';
import { archive } from './archive.ts';
import { decommission } from './decommission.ts';
import { doctor } from './doctor.ts';
import { helpOf } from './help.ts';
import { interrupt } from './interrupt.ts';
import { keys } from './keys.ts';
import { lease } from './lease.ts';
import { create } from './new.ts';
import { pause } from './pause.ts';
import { pending } from './pending.ts';
import { resume } from './resume.ts';
import { screen } from './screen.ts';
import { send } from './send.ts';
import { sessions } from './sessions.ts';
import { settings } from './settings.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { use } from './use.ts';

/** What the operator can say, in the order of the menu. */
export const commands: readonly Command[] = [
  start,
  helpOf(() => commands),
  sessions,
  create,
  use,
  send,
  screen,
  keys,
  interrupt,
  pending,
  pause,
  resume,
  stop,
  archive,
  decommission,
  adopt,
  lease,
  status,
  settings,
  doctor,
  alerts,
];
