/** A record of the state that can't be read. The others can. */
export interface UnreadableRecord {
  readonly kind: 'app' | 'run' | 'other';
  /** DeveloperName; null if the record is about no app, or the app is unknown. */
  readonly app: string | null;
  readonly problem: string;
}
