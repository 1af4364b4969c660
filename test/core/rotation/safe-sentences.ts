import type { KeyturnError } from '../../../src/core/reasons/errors.ts';
import { fieldOf } from '../../../src/practice-org/model/app.ts';
import { Broken } from './story.ts';
import type { World } from './world.ts';

/** Fails if an error's sentence about integrations is wrong. Damage done by other people in the story is excused. */
export function checkSentence(world: World, { code, safe, message }: KeyturnError): void {
  for (const [pattern, isTrue] of claims) {
    if (pattern.test(safe) && !isTrue(world)) throw new Broken(`${code} (${message}) says what is not true: ${safe}`);
  }
}

const claims: readonly (readonly [RegExp, (world: World) => boolean])[] = [
  [/nothing (in the org )?was changed|nothing changed in the org|changed nothing/i, (world) => !world.hasChangedOrg],
  [
    /primary (pair|credential)( in the org)?( still)? works|current credentials( in the org)?( still)? work/i,
    isPrimaryLive,
  ],
  [
    /current credentials didn't change|didn't change the current credentials/i,
    (world) => world.haveOthersChangedPairs || !isPromoted(world),
  ],
  [/new (pair is primary and works|(credentials|ones) are current)/i, isPrimaryLive],
  [/primary and the previous pair both work/i, (world) => isPrimaryLive(world) && isSlotLive(world)],
  [
    /integrations work as before/i,
    (world) => isEverybodyServed(world) && (world.isMended || world.isBlockedAnyway || !world.isBlocked),
  ],
  [/keeps the credentials that consumers have/i, isEverybodyServed],
  [
    /the leaked pair still works|hasn't (replaced|deleted) the leaked (credentials|ones) yet/i,
    (world) => world.haveOthersChangedPairs || isLeakedThere(world),
  ],
  [
    /the leaked pair is dead|leaked credentials no longer work|refuses the leaked credentials/i,
    (world) => world.haveOthersChangedPairs || !isLeakedThere(world),
  ],
  [/the flow is off|OAuth is off/i, (world) => world.isMended || isFlowOff(world)],
];

function isLeakedThere({ open, org }: World): boolean {
  const found = open && org.findPair(open.ends);
  return found !== null && found.slot !== 'gone';
}

/** The command that is going on has promoted other credentials. */
function isPromoted({ consumer, primaryBefore }: World): boolean {
  return primaryBefore !== null && consumer.primary.key !== primaryBefore;
}

function isFlowOff({ app }: World): boolean {
  return fieldOf(app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled') === 'false';
}

function isPrimaryLive(world: World): boolean {
  const { key, secret, createdAt, promotedAt } = world.consumer.primary;
  if ((promotedAt ?? createdAt) + Number(world.org.knob('propagationMs')) > world.org.now()) return true;
  return world.isKnownToOrg(key, secret);
}

function isSlotLive(world: World): boolean {
  const { staged } = world.consumer;
  return staged !== null && world.isKnownToOrg(staged.key, staged.secret);
}

function isEverybodyServed(world: World): boolean {
  if (world.isEnded) return false;
  return [...world.given].every(([target, pair]) => world.isLive(pair) || world.isExcused(target));
}
