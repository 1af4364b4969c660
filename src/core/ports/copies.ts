/** What a delivered file has. */
export type CopyState = 'ours' | 'other';

/** Copies of credentials in files that keyturn delivered to. A secret never leaves the adapter. */
export interface Copies {
  /** Whether a file has one of these consumer keys. @returns a problem as text if the file can't be read */
  look(path: string, keys: readonly string[]): Promise<CopyState | { readonly problem: string }>;
  /** Removes the two values if the key is one of these. Every other byte stays. @returns null, or the problem as text */
  remove(path: string, keys: readonly string[]): Promise<string | null>;
}
