import type { DeliveryState, Rotation } from '../../model/rotation.ts';
import { parseTarget, type Target, targetText } from '../../model/target.ts';
import { whyOf } from '../../model/why.ts';
import type { Rotations } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import { oneRead } from './one-read.ts';
import {
  type Fields,
  flagIn,
  jsonIn,
  listIn,
  numberIn,
  numberOrNull,
  objectIn,
  objectOrNull,
  textIn,
  textOrNull,
  wordIn,
} from './row.ts';

/** When the contacts of consumers were notified: consumer key, target and time. */
const notified = `(
    SELECT json_group_array(json_array(consumer_key, target, sent_at)) FROM hand_over_codes
    WHERE rotation = one.id AND sent_at IS NOT NULL
  ) AS notified`;
export const runColumns = ['id', 'body', notified].join();
const ofConsumer = 'org_id = ? AND consumer_id = ?';
const latest = `
  SELECT ${runColumns} FROM rotations AS one
  WHERE ${ofConsumer} ORDER BY finished_at IS NULL DESC, position DESC LIMIT 1`;
/** Without what the model's `endsNothing` is true of. */
const latestChange = `
  SELECT ${runColumns} FROM rotations AS one
  WHERE ${ofConsumer} AND NOT (body ->> 'kind' IS 'rotate' AND body ->> 'ends' IS body ->> 'stays')
  ORDER BY finished_at IS NULL DESC, position DESC LIMIT 1`;
const newest = `
  SELECT ${runColumns} FROM rotations AS one WHERE NOT EXISTS (
    SELECT 1 FROM rotations AS other
    WHERE other.org_id = one.org_id AND other.consumer_id = one.consumer_id
      AND (other.finished_at IS NULL, other.position) > (one.finished_at IS NULL, one.position)
  )`;

export function createRotations(database: StateDatabase): Rotations {
  return {
    open: async (orgId, consumerId) =>
      database.find(
        readRotation,
        `SELECT ${runColumns} FROM rotations AS one WHERE ${ofConsumer} AND finished_at IS NULL`,
        orgId,
        consumerId,
      ),
    find: async (id) => database.find(readRotation, `SELECT ${runColumns} FROM rotations AS one WHERE id = ?`, id),
    latest: async (orgId, consumerId) => database.find(readRotation, latest, orgId, consumerId),
    latestChange: async (orgId, consumerId) => database.find(readRotation, latestChange, orgId, consumerId),
    unfinished: oneRead(async () =>
      database.all(
        readRotation,
        `SELECT ${runColumns} FROM rotations AS one WHERE finished_at IS NULL ORDER BY started_at, id`,
      ),
    ),
    newest: async () => database.all(readRotation, newest),
    save: async (...rotations) =>
      database.change((db) => {
        const put = db.prepare(
          `INSERT INTO rotations (id, org_id, consumer_id, started_at, finished_at, body, position) VALUES (?1, ?2, ?3, ?4, ?5, ?6, (
             SELECT COALESCE(MAX(position), 0) + 1 FROM rotations WHERE org_id = ?2 AND consumer_id = ?3
           ))
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

/** A target is stored as text. */
function bodyOf(rotation: Rotation): string {
  const texts = (all: readonly DeliveryState[]) => all.map((one) => ({ ...one, target: targetText(one.target) }));
  const { deliveries, removed } = rotation;
  return JSON.stringify({
    ...rotation,
    deliveries: texts(deliveries),
    ...(removed ? { removed: texts(removed) } : {}),
  });
}

/** Validates everything that decides which credentials are changed. The rest of the body is taken as written. */
export function readRotation(row: Fields): Rotation {
  const body = jsonIn(row, 'body');
  const consent = objectIn(body, 'consent');
  for (const flag of ['confirmed', 'otherFlows', 'borrow']) flagIn(consent, flag);
  for (const text of ['id', 'orgId', 'org', 'app', 'consumerId', 'ends', 'personId']) textIn(body, text);
  textOrNull(body, 'stays');
  wordIn(body, 'kind', ['stage', 'rotate', 'back', 'retire', 'discard', 'emergency']);
  wordIn(body, 'order', ['hand-over-first', 'rotate-first']);
  for (const number of ['startedAt', 'graceDays']) numberIn(body, number);
  for (const instant of instants) numberOrNull(body, instant);
  listIn(body, 'proofs');
  const deliveries = readDeliveries(body, 'deliveries').map((one) => withNotified(one, body.stays, row));
  const removed = body.removed === undefined ? {} : { removed: readDeliveries(body, 'removed') };
  // Runs from before this id existed don't have the field.
  const replaces = body.replaces === undefined ? null : textOrNull(body, 'replaces');
  // Runs from before emergencies existed don't have the field.
  const emergency = body.emergency === undefined ? null : objectOrNull(body, 'emergency');
  if (emergency) checkEmergency(emergency);
  const { why: stored, ...rest } = body;
  const why = whyOf(stored);
  return { ...rest, replaces, deliveries, ...removed, emergency, ...(why ? { why } : {}) } as unknown as Rotation;
}

function withNotified<One extends { readonly target: Target }>(delivery: One, stays: unknown, row: Fields): One {
  const target = targetText(delivery.target);
  const sent = JSON.parse(textIn(row, 'notified')) as readonly (readonly [string, string, number])[];
  const times = sent.filter(([key, to]) => key === stays && to === target).map(([, , at]) => at);
  return times.length === 0 ? delivery : { ...delivery, notifiedAt: Math.max(...times) };
}

function readDeliveries(body: Fields, name: string) {
  return listIn(body, name).map((one) => {
    const delivery = one as Fields;
    return { ...delivery, target: parseTarget(textIn(delivery, 'target')) };
  });
}

/** Validates what decides how access is stopped, how credentials are replaced, and what is deleted or restored. */
function checkEmergency(emergency: Fields): void {
  numberIn(emergency, 'confirmedAt');
  if (emergency.containBy !== null) wordIn(emergency, 'containBy', ['flow', 'freeze', 'flow-or-freeze']);
  wordIn(emergency, 'replaceBy', ['staging', 'deploy']);
  for (const flag of ['keepsSessions', 'freesStranger']) flagIn(emergency, flag);
  for (const list of ['freed', 'freedRefused']) listIn(emergency, list);
  for (const instant of ['replaceIntendedAt', 'flagsResetAt']) numberOrNull(emergency, instant);
  if (emergency.isReportBehind !== undefined) flagIn(emergency, 'isReportBehind');
  if (emergency.freesOnly !== undefined) textIn(emergency, 'freesOnly');
  if (emergency.knownAddresses !== undefined) listIn(emergency, 'knownAddresses');
  const inSlot = emergency.inSlot === undefined ? null : objectOrNull(emergency, 'inSlot');
  if (inSlot) textIn(inSlot, 'consumerKey');
  const containment = objectOrNull(emergency, 'containment');
  if (!containment) return;
  wordIn(containment, 'by', ['flow', 'freeze']);
  flagIn(containment, 'wasSo');
  numberIn(containment, 'intendedAt');
  for (const instant of ['containedAt', 'provedAt', 'openedAt']) numberOrNull(containment, instant);
  const left = containment.leftTo === undefined ? null : objectOrNull(containment, 'leftTo');
  for (const name of left ? ['app', 'consumerId'] : []) textIn(left as Fields, name);
  const user = containment.user === undefined ? null : objectOrNull(containment, 'user');
  for (const name of user ? ['id', 'username'] : []) textIn(user as Fields, name);
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
