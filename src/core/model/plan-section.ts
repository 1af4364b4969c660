/** A section of a plan. It is shown before anything is done. */
export interface PlanSection {
  /**
   * `breaks`: loses access · `stays`: continues · `final`: can't be undone · `steps`: numbered steps · `note`: good to know
   */
  readonly tone: 'breaks' | 'stays' | 'final' | 'steps' | 'note';
  /** null if the lines need no heading. */
  readonly heading: string | null;
  readonly lines: readonly string[];
}
