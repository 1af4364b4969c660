import type { KeyturnError } from '../reasons/errors.ts';

/** `failed` stands in the way, `warning` may one day, `note` is good to know. */
export type LineStatus = 'ok' | 'note' | 'warning' | 'failed';

/** One line of the doctor. `id` is stable: scripts may rely on it. */
export interface DoctorLine {
  readonly id: string;
  readonly area: 'machine' | 'org';
  readonly title: string;
  readonly status: LineStatus;
  /** What was found, in words. */
  readonly finding: string;
  /** What to do about it; null when there is nothing to do. */
  readonly cure: string | null;
}

interface Told extends Pick<DoctorLine, 'status' | 'finding'> {
  readonly cure?: string | null;
}

export function machineLine(id: string, title: string, { cure = null, ...told }: Told): DoctorLine {
  return { id, area: 'machine', title, ...told, cure };
}

export function orgLine(id: string, title: string, { cure = null, ...told }: Told): DoctorLine {
  return { id, area: 'org', title, ...told, cure };
}

/** What an error says, as a line. */
export function fromError(error: KeyturnError): { status: 'failed'; finding: string; cure: string | null } {
  return { status: 'failed', finding: error.message, cure: error.actions[0] ?? null };
}
