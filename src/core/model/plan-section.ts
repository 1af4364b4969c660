/** A part of a plan, as it is shown before anything is done. */
export interface PlanSection {
  /** `breaks`: loses access · `stays`: continues · `final`: can't be undone · `steps`: what is done, numbered · `note`: worth knowing */
  readonly tone: 'breaks' | 'stays' | 'final' | 'steps' | 'note';
  /** null where the lines speak for themselves. */
  readonly heading: string | null;
  readonly lines: readonly string[];
}
