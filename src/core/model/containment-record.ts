import { parseInstant } from '../plain/instant.ts';
import { parseJson } from '../plain/json.ts';
import { isoInstant } from '../plain/time.ts';
import type { Containment, EmergencyRun } from './emergency-run.ts';
import { isContained, type Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/** What a later run must know to undo a containment that the state couldn't record. No secrets. Times are epoch ms. */
export interface ContainmentRecord
  extends Pick<Rotation, 'orgId' | 'org' | 'app' | 'consumerId'>,
    Pick<Containment, 'by' | 'wasSo' | 'intendedAt' | 'containedAt'> {
  readonly confirmedAt: number;
  readonly leakedSince: number | null;
  /** When Salesforce refused a token; missing if it wasn't asked. Records from before this field existed don't have it. */
  readonly provedAt?: number;
  /** The code of the reason why the state couldn't be written. Records from before this field existed don't have it. */
  readonly stoppedBy?: string;
  /** What the state needs to have the run itself. Records from before this field existed don't have it. */
  readonly run?: RecordedRun;
}

export interface RecordedRun extends Pick<Rotation, 'id' | 'personId'>, Pick<EmergencyRun, 'keepsSessions'> {
  /** Consumer key of the leaked credentials. */
  readonly ends: string;
}

/** A record as a file that keyturn keeps. */
export interface KeptRecord {
  readonly path: string;
  readonly record: ContainmentRecord;
}

/** Leaked credentials that get tokens again as soon as their app is opened. */
export interface KnownLeak {
  /** What keyturn turned off, where the state doesn't know it; null otherwise. */
  readonly kept: KeptRecord | null;
}

/** null if the run has contained nothing. */
export function recordOf(rotation: Rotation): ContainmentRecord | null {
  const { id, orgId, org, app, consumerId, personId, ends, emergency } = rotation;
  const containment = emergency?.containment ?? null;
  if (emergency === null || containment === null || !isContained(rotation)) return null;
  const { by, wasSo, intendedAt, containedAt, provedAt } = containment;
  const { confirmedAt, leakedSince, keepsSessions } = emergency;
  const run = { id, personId, ends, keepsSessions };
  const proved = provedAt === null ? {} : { provedAt };
  return { orgId, org, app, consumerId, by, wasSo, intendedAt, containedAt, ...proved, confirmedAt, leakedSince, run };
}

/** What the file of a record is. */
const mark = 'containment';
const instants = ['intendedAt', 'containedAt', 'confirmedAt', 'leakedSince'] as const;

/**
 * One line of JSON in ASCII, so that it can also be copied from a terminal that shows no other characters.
 * @param folder keyturn's own, whose state doesn't know of the containment
 */
export function recordText(record: ContainmentRecord, folder: string): string {
  const times = instants.map((name) => [name, record[name] === null ? null : isoInstant(record[name])]);
  const proved = record.provedAt === undefined ? {} : { provedAt: isoInstant(record.provedAt) };
  const text = JSON.stringify({ keyturn: mark, ...record, ...Object.fromEntries(times), ...proved, folder });
  return `${text.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** The folder that a record names; null if it names none. */
export function folderOf(text: string): string | null {
  const found = parseJson(text);
  return typeof found === 'object' && found !== null && 'folder' in found && typeof found.folder === 'string'
    ? found.folder
    : null;
}

/** Whether a run has the containment, or is another emergency of the app that undoes it. */
export function isKnownTo(found: Rotation | null, record: ContainmentRecord): boolean {
  if (found === null || found.emergency === null) return false;
  const hasIt = found.emergency.containment !== null;
  return (hasIt && isRecordOf(record, found)) || isUndoneBy(found, record);
}

/**
 * Whether nobody needs the record any more: the state has its containment, and the newest run of the app blocks nothing. Before that,
 * an older copy of the state may need it.
 * @param runs the newest run of the app, and the run of the record
 */
export function isEnded(runs: readonly Rotation[], record: ContainmentRecord): boolean {
  const [newest] = runs;
  return newest !== undefined && !isContained(newest) && runs.some((run) => isKnownTo(run, record));
}

/** Whether an emergency that isn't earlier blocks access in the same way, and undoes it in the end. */
function isUndoneBy({ orgId, consumerId, emergency }: Rotation, record: ContainmentRecord): boolean {
  const containment = emergency?.containment;
  if (!containment || orgId !== record.orgId || consumerId !== record.consumerId) return false;
  const isSame = containment.by === record.by && (record.wasSo || !containment.wasSo);
  return isSame && emergency.confirmedAt >= record.confirmedAt;
}

/**
 * One record for each app and kind of containment, with what all of them say: a repeated containment finds access off that an earlier
 * one turned off.
 * @param kept the newest first
 */
export function asOne(kept: readonly KeptRecord[]): readonly KeptRecord[] {
  const groups = Map.groupBy(kept, ({ record: { orgId, consumerId, by } }) => `${orgId} ${consumerId} ${by}`);
  return [...groups.values()].flatMap(([newest, ...others]) => {
    if (!newest) return [];
    const wasSo = [newest, ...others].every(({ record }) => record.wasSo);
    return [{ path: newest.path, record: { ...newest.record, wasSo } }];
  });
}

/** Whether a record is of this emergency, and not of an earlier one of the app. */
export function isRecordOf({ orgId, consumerId, confirmedAt, run }: ContainmentRecord, rotation: Rotation): boolean {
  const { emergency } = rotation;
  const isSameApp = orgId === rotation.orgId && consumerId === rotation.consumerId;
  const isSameRun = run ? run.id === rotation.id : confirmedAt === emergency?.confirmedAt;
  return emergency !== null && isSameApp && isSameRun;
}

/** The run with what a record says of its containment. What the state itself knows of one counts more. */
export function withRecord(rotation: Rotation, record: ContainmentRecord | null | undefined): Rotation {
  const { emergency } = rotation;
  if (!record || emergency === null || emergency.containment !== null) return rotation;
  const { by, wasSo, intendedAt, containedAt, provedAt = null, confirmedAt, leakedSince } = record;
  const containment = { by, wasSo, intendedAt, containedAt, provedAt, openedAt: null };
  const known = { containBy: by, containment, confirmedAt, leakedSince: emergency.leakedSince ?? leakedSince };
  return { ...rotation, emergency: { ...emergency, ...known } };
}

/** The run, whose containment finds access as an earlier one has left it: what was so before that counts. */
export function withEarlier(rotation: Rotation, earlier: ContainmentRecord | null): Rotation {
  const { emergency } = rotation;
  if (earlier === null || emergency === null || emergency.containment !== null) return rotation;
  const { by, wasSo, intendedAt } = earlier;
  const containment = { by, wasSo, intendedAt, containedAt: null, provedAt: null, openedAt: null };
  return { ...rotation, emergency: { ...emergency, containBy: by, containment } };
}

/** Whether what keyturn watches isn't what leaked then, or was restored in another way. A person decides about this record. */
export function isStale(
  { run, confirmedAt }: ContainmentRecord,
  watched: Pick<WatchedApp, 'consumerKey' | 'adoptedAt'>,
): boolean {
  return (run !== undefined && watched.consumerKey !== run.ends) || watched.adoptedAt > confirmedAt;
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
  const run = runIn(fields.run);
  const provedAt = instantOf(fields.provedAt);
  const { stoppedBy } = fields;
  const proved = typeof provedAt === 'number' ? { provedAt } : {};
  const stopped = typeof stoppedBy === 'string' ? { stoppedBy } : {};
  const times = { intendedAt, containedAt, ...proved, confirmedAt, leakedSince };
  const about = { ...place, by, wasSo, ...times, ...stopped } as const;
  return run ? { ...about, run } : about;
}

function runIn(field: unknown): RecordedRun | null {
  if (typeof field !== 'object' || field === null) return null;
  const { id, personId, ends, keepsSessions } = field as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || typeof personId !== 'string' || typeof ends !== 'string') return null;
  return id === '' || ends === '' || typeof keepsSessions !== 'boolean' ? null : { id, personId, ends, keepsSessions };
}

/** undefined for what is no instant. */
function instantOf(field: unknown): number | null | undefined {
  if (field === null) return null;
  return typeof field === 'string' ? (parseInstant(field) ?? undefined) : undefined;
}
