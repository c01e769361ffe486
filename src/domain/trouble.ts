import type { Problem } from './report.ts';

/** What keeps an agent from getting on, or soon will, and is worth telling somebody who is not looking. */
export type Trouble =
  /** `goesOn`: the agent tries again by itself; else its turn is over. */
  | { readonly kind: 'problem'; readonly problem: Problem; readonly goesOn: boolean }
  /** Its conversation is nearly full: percent that are left. */
  | { readonly kind: 'context'; readonly left: number }
  /** It says that it works, and has shown nothing new for so long. */
  | { readonly kind: 'stuck'; readonly minutes: number; readonly doing: string | null }
  /** Whoever drives it by themselves has not been heard of for longer than they promised. */
  | {
      readonly kind: 'lease';
      readonly lease: string;
      readonly owner: string;
      readonly activity: string | null;
      /** RFC 3339. */
      readonly heardAt: string | null;
    };

export type TroubleKind = Trouble['kind'];
