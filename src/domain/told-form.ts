/** A form that its screen shows one place at a time, as its agent tells of it before: all of its words. */
export interface ToldForm {
  /** Who wants to know, as the form's title names it. */
  readonly from: string;
  readonly message: string;
  /** In the order in which the screen shows them. */
  readonly fields: readonly ToldField[];
}

export interface ToldField {
  readonly label: string;
  /** What it is for; empty when that is not said. */
  readonly about: string;
  /** What there is to choose from; none where anything may be written. */
  readonly options: readonly string[];
}
