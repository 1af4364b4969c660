import type { Rotation } from '../../model/rotation.ts';
import { parseTarget, targetText } from '../../model/target.ts';
import type { Rotations } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import {
  type Fields,
  flagOf,
  jsonOf,
  listOf,
  numberOf,
  numberOrNull,
  objectOf,
  objectOrNull,
  textOf,
  textOrNull,
  wordOf,
} from './row.ts';

const newest = `
  SELECT body FROM rotations AS one WHERE NOT EXISTS (
    SELECT 1 FROM rotations AS other
    WHERE other.org_id = one.org_id AND other.consumer_id = one.consumer_id
      AND (other.started_at, other.id) > (one.started_at, one.id)
  )`;

export function createRotations(database: StateDatabase): Rotations {
  const one = (sql: string, ...values: string[]) =>
    database.read((db) => {
      const row = db.prepare(sql).get(...values);
      return row ? readRotation(row) : null;
    });
  const all = (sql: string) => database.read((db) => db.prepare(sql).all().map(readRotation));
  return {
    open: async (orgId, consumerId) =>
      one('SELECT body FROM rotations WHERE org_id = ? AND consumer_id = ? AND finished_at IS NULL', orgId, consumerId),
    latest: async (orgId, consumerId) =>
      one(
        'SELECT body FROM rotations WHERE org_id = ? AND consumer_id = ? ORDER BY started_at DESC, id DESC LIMIT 1',
        orgId,
        consumerId,
      ),
    unfinished: async () => all('SELECT body FROM rotations WHERE finished_at IS NULL ORDER BY started_at, id'),
    newest: async () => all(newest),
    save: async (...rotations) =>
      database.change((db) => {
        const put = db.prepare(
          `INSERT INTO rotations (id, org_id, consumer_id, started_at, finished_at, body) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET finished_at = excluded.finished_at, body = excluded.body`,
        );
        const touch = db.prepare(
          'UPDATE apps SET due_at = 0, attention_at = NULL, touched = touched + 1 WHERE org_id = ? AND consumer_id = ?',
        );
        for (const rotation of rotations) {
          const { id, orgId, consumerId, startedAt, finishedAt } = rotation;
          put.run(id, orgId, consumerId, startedAt, finishedAt, bodyOf(rotation));
          touch.run(orgId, consumerId);
        }
      }),
  };
}

/** A target is kept as its text. */
function bodyOf(rotation: Rotation): string {
  const deliveries = rotation.deliveries.map((one) => ({ ...one, target: targetText(one.target) }));
  return JSON.stringify({ ...rotation, deliveries });
}

/** What decides which pair is touched is looked at closely; the rest of the body is our own, written as it is read. */
function readRotation(row: Fields): Rotation {
  const body = jsonOf(row, 'body');
  const consent = objectOf(body, 'consent');
  for (const flag of ['confirmed', 'otherFlows', 'borrow']) flagOf(consent, flag);
  for (const text of ['id', 'orgId', 'org', 'app', 'consumerId', 'ends', 'personId']) textOf(body, text);
  textOrNull(body, 'stays');
  wordOf(body, 'kind', ['stage', 'rotate', 'back', 'retire', 'discard', 'emergency']);
  wordOf(body, 'order', ['hand-over-first', 'rotate-first']);
  for (const number of ['startedAt', 'graceDays']) numberOf(body, number);
  for (const instant of instants) numberOrNull(body, instant);
  listOf(body, 'proofs');
  const deliveries = listOf(body, 'deliveries').map((one) => {
    const delivery = one as Fields;
    return { ...delivery, target: parseTarget(textOf(delivery, 'target')) };
  });
  // Runs of before there were emergencies say nothing of one.
  const emergency = body.emergency === undefined ? null : objectOrNull(body, 'emergency');
  if (emergency) checkEmergency(emergency);
  return { ...body, deliveries, emergency } as unknown as Rotation;
}

/** What decides how tokens are stopped, how the pair is replaced, and what may be deleted or given back. */
function checkEmergency(emergency: Fields): void {
  numberOf(emergency, 'confirmedAt');
  if (emergency.containBy !== null) wordOf(emergency, 'containBy', ['flow', 'freeze', 'flow-or-freeze']);
  wordOf(emergency, 'replaceBy', ['staging', 'deploy']);
  for (const flag of ['keepsSessions', 'freesStranger']) flagOf(emergency, flag);
  for (const list of ['freed', 'freedRefused']) listOf(emergency, list);
  for (const instant of ['replaceIntendedAt', 'flagsResetAt']) numberOrNull(emergency, instant);
  const containment = objectOrNull(emergency, 'containment');
  if (!containment) return;
  wordOf(containment, 'by', ['flow', 'freeze']);
  flagOf(containment, 'wasSo');
  numberOf(containment, 'intendedAt');
  for (const instant of ['containedAt', 'provedAt', 'openedAt']) numberOrNull(containment, instant);
}

const instants = [
  'stageIntendedAt',
  'savedAt',
  'stagedProvedAt',
  'stagedRefusedAt',
  'rotateIntendedAt',
  'rotatedAt',
  'primaryProvedAt',
  'calledAt',
  'overlapEndsAt',
  'deleteIntendedAt',
  'endedAt',
  'refusedAt',
  'finishedAt',
] as const;
