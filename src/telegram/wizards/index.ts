import type { Wizard } from '../wizard.ts';
import { newSessionWizard } from './new/wizard.ts';

export const wizards: readonly Wizard[] = [newSessionWizard];
