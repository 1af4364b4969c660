import type { KeyturnError } from '../reasons/errors.ts';
import type { DoctorWords } from '../words/doctor.ts';

/** `failed` stops keyturn from working, `warning` may do so later, `note` is information. */
export type LineStatus = 'ok' | 'note' | 'warning' | 'failed';

/** One line of the doctor. `id` is stable: scripts may rely on it. */
export interface DoctorLine {
  readonly id: string;
  readonly area: 'machine' | 'org';
  readonly title: string;
  readonly status: LineStatus;
  /** What was found. */
  readonly finding: string;
  /** What to do about it; null when there is nothing to do. */
  readonly cure: string | null;
}

function lineOf(area: DoctorLine['area']) {
  return (id: string, status: LineStatus, [title, finding, cure = null]: DoctorWords): DoctorLine => ({
    id,
    area,
    title,
    status,
    finding,
    cure,
  });
}

export const computerLine = lineOf('machine');
export const orgLine = lineOf('org');

/** A line that shows an error. */
export function errorWords(title: string, { message, actions }: KeyturnError): DoctorWords {
  return [title, message, actions[0] ?? null];
}
