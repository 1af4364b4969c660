import type { Containment } from '../model/emergency-run.ts';
import { isContained, type Rotation } from '../model/rotation.ts';
import { parseInstant } from '../plain/instant.ts';
import { parseJson } from '../plain/json.ts';
import { isoInstant } from '../plain/time.ts';

/** What a later run must know to undo a containment that the state couldn't record. No secrets. Times are epoch ms. */
export interface ContainmentRecord
  extends Pick<Rotation, 'orgId' | 'org' | 'app' | 'consumerId'>,
    Pick<Containment, 'by' | 'wasSo' | 'intendedAt' | 'containedAt'> {
  readonly confirmedAt: number;
  readonly leakedSince: number | null;
}

/** null if the run has contained nothing. */
export function recordOf(rotation: Rotation): ContainmentRecord | null {
  const { orgId, org, app, consumerId, emergency } = rotation;
  const containment = emergency?.containment ?? null;
  if (emergency === null || containment === null || !isContained(rotation)) return null;
  const { by, wasSo, intendedAt, containedAt } = containment;
  const { confirmedAt, leakedSince } = emergency;
  return { orgId, org, app, consumerId, by, wasSo, intendedAt, containedAt, confirmedAt, leakedSince };
}

/** What the file of a record is. */
const mark = 'containment';
const instants = ['intendedAt', 'containedAt', 'confirmedAt', 'leakedSince'] as const;

/** One line of JSON in ASCII, so that it can also be copied from a terminal that shows no other characters. */
export function recordText(record: ContainmentRecord): string {
  const times = instants.map((name) => [name, record[name] === null ? null : isoInstant(record[name])]);
  const text = JSON.stringify({ keyturn: mark, ...record, ...Object.fromEntries(times) });
  return `${text.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** null for anything else. */
export function readRecord(text: string): ContainmentRecord | null {
  const found = parseJson(text);
  if (typeof found !== 'object' || found === null || !('keyturn' in found) || found.keyturn !== mark) return null;
  const fields = found as Readonly<Record<string, unknown>>;
  const { orgId, org, app, consumerId, by, wasSo } = fields;
  const texts = [orgId, org, app, consumerId].every((field) => typeof field === 'string' && field !== '');
  if (!texts || (by !== 'flow' && by !== 'freeze') || typeof wasSo !== 'boolean') return null;
  const [intendedAt, containedAt, confirmedAt, leakedSince] = instants.map((name) => instantOf(fields[name]));
  if (typeof intendedAt !== 'number' || typeof confirmedAt !== 'number') return null;
  if (containedAt === undefined || leakedSince === undefined) return null;
  const place = { orgId, org, app, consumerId } as Pick<ContainmentRecord, 'orgId' | 'org' | 'app' | 'consumerId'>;
  return { ...place, by, wasSo, intendedAt, containedAt, confirmedAt, leakedSince };
}

/** undefined for what is no instant. */
function instantOf(field: unknown): number | null | undefined {
  if (field === null) return null;
  return typeof field === 'string' ? (parseInstant(field) ?? undefined) : undefined;
}
