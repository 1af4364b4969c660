import type { ContainmentRecord, KeptRecord } from '../model/containment-record.ts';

/** Incident reports, records of containments, and break-glass cards: files with mode 0600, without secrets. */
export interface Incidents {
  /**
   * Writes a report as Markdown and JSON. Replaces a report of the same run.
   * @param to an absolute path without extension; null for the default folder
   * @returns the path of the Markdown file
   * @throws FileNotWritten
   */
  writeReport(
    run: string,
    report: { readonly markdown: string; readonly json: unknown },
    to: string | null,
  ): Promise<string>;
  /**
   * Checks early whether a report can be written to a path.
   * @param run the run whose report may already be there
   * @throws FileNotWritten, FileExists
   */
  inspectReport(run: string, to: string): Promise<void>;
  /**
   * Keeps the only record of a containment as a new file in the first place that can be written: keyturn's own folder, the
   * user's, the one for temporary files.
   * @returns its path, or null if no place can be written; and its text
   */
  keepRecord(run: string, record: ContainmentRecord): Promise<{ readonly path: string | null; readonly text: string }>;
  /** The records of keyturn's own state that are still in one of these places, the newest first. */
  keptRecords(): Promise<readonly KeptRecord[]>;
  /** Removes a kept record. Never fails: what can't be removed stays. */
  removeRecord(path: string): Promise<void>;
  /** Writes a card. Replaces an earlier card, but no other file. @throws FileNotWritten, FileExists */
  writeCard(path: string, markdown: string): Promise<void>;
}
