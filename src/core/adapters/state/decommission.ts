import type { Decommission } from '../../model/decommission.ts';
import type { WatchedApp } from '../../model/watched-app.ts';
import { whyOf } from '../../model/why.ts';
import {
  type Fields,
  flagIn,
  listIn,
  numberIn,
  numberOrNull,
  objectIn,
  objectOrNull,
  textIn,
  textOrNull,
  textsIn,
} from './row.ts';

/** Missing without one. Validates everything that decides what is turned on again or deleted; the rest is taken as written. */
export function readDecommission(body: Fields): Pick<WatchedApp, 'decommission'> {
  if (body.decommission === undefined) return {};
  const run = objectIn(body, 'decommission');
  for (const text of ['id', 'consumerKey']) textIn(run, text);
  numberIn(run, 'startedAt');
  for (const flag of ['freezesUser', 'cleansFiles', 'keepsCredentials', 'worked']) flagIn(run, flag);
  for (const list of ['gone', 'consumers', 'forgotten']) textsIn(run, list);
  for (const instant of ['slotEmptyAt', 'forgottenAt']) numberOrNull(run, instant);
  for (const text of ['reportTo', 'report', 'untested']) textOrNull(run, text);
  for (const name of ['flow', 'freeze']) checkTurnedOff(objectOrNull(run, name));
  const slot = objectOrNull(run, 'slot');
  if (slot) textOrNull(slot, 'consumerKey');
  for (const key of Object.keys(objectIn(run, 'refused'))) numberIn(objectIn(run, 'refused'), key);
  if (run.files !== null) listIn(run, 'files');
  objectIn(run, 'use');
  const { why: stored, ...rest } = run;
  const why = whyOf(stored);
  return { decommission: { ...rest, ...(why ? { why } : {}) } as unknown as Decommission };
}

function checkTurnedOff(turned: Fields | null): void {
  if (!turned) return;
  flagIn(turned, 'wasSo');
  numberIn(turned, 'intendedAt');
  numberOrNull(turned, 'seenAt');
}
