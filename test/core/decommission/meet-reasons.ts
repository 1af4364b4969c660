import { expect } from 'vitest';
import { namedDetail } from '../../../scripts/runbook-page.ts';
import { isKeyturnError, isStateFault, type ReasonCode, reason, reasons } from '../../../src/core/reasons/errors.ts';
import { figure } from '../../support/figure.ts';
import { type Pick, upTo } from '../../support/sample.ts';
import { type EndStory, EndWorld } from './end-world.ts';

export const stories: readonly EndStory[] = [
  { name: 'nothing special' },
  { name: 'staged credentials in the slot', slot: 'staged' },
  { name: 'REST access to secrets is off', slot: 'staged', isAccessOff: true },
  { name: 'the user is frozen', wishes: { freezesUser: true } },
];

/** What only follows from OAuth being off, or from an end that can't be undone, is thrown only then. */
const own = new Set<ReasonCode>(['DecommissionUnproved', 'DecommissionSlotTaken', 'DecommissionFinal']);
const codes = (Object.keys(reasons) as ReasonCode[]).filter((code) => !own.has(code));
const orgChanges = /^(on|off|delete|session|freeze|unfreeze|access true|access false)$/;
const isOwnWrite = (what: string) => /^before (save|leave|\S+ (intended|done|failed|recovered|noted))$/.test(what);

const getsToken = (world: EndWorld) => world.getsToken(world.consumer.primary.key, world.consumer.primary.secret);

const claims: readonly (readonly [RegExp, (world: EndWorld) => boolean])[] = [
  [/nothing changed in the org|changed nothing in the org/i, ({ sent }) => !sent.some((one) => orgChanges.test(one))],
  [/work as before|current credentials (still )?work/i, getsToken],
  [/OAuth is off/, (world) => !world.isOauthOn],
];

/** The end of an app that meets reasons at its boundaries. */
export async function meetReasons(story: EndStory, pick: Pick): Promise<void> {
  const end = async (world: EndWorld) => {
    await world.begin();
    await world.end();
  };
  const calm = new EndWorld(story);
  await end(calm);
  const untrue: string[] = [];
  let met = 0;
  for (const boundary of pick(upTo(calm.boundaries), 20)) {
    for (const code of new Set<ReasonCode>(['DiskFull', 'StateDamaged', ...pick(codes, 3)])) {
      const world = new EndWorld(story);
      const error = reason(code, namedDetail());
      const isStateAtFault = isStateFault(error);
      let where = '';
      world.atBoundary = (what) => {
        // The last two writes are one transaction.
        if (/^after (finish-decommission|leave)/.test(what)) return;
        const isLasting = isStateAtFault || where.includes('finish-decommission');
        const isThere = isLasting ? world.boundaries >= boundary && isOwnWrite(what) : world.boundaries === boundary;
        if (!isThere || (where !== '' && !isLasting)) return;
        where ||= what;
        throw error;
      };
      const stop = await end(world).then(
        () => null,
        (problem: unknown) => problem,
      );
      if (!isKeyturnError(stop)) continue;
      met += 1;
      for (const [pattern, isTrue] of claims)
        if (pattern.test(stop.safe) && !isTrue(world)) untrue.push(`${stop.code} ${where}: ${stop.safe}`);
    }
  }
  figure(`sentences about safety, end of an app, ${story.name}: ${met} stops, ${untrue.length} untrue`);
  expect(untrue).toEqual([]);
}
