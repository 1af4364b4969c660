import type { KeyturnError, ReasonCode } from '../../src/core/reasons/errors.ts';
import { withRotationBench } from '../support/rotation-bench.ts';
import { clocksDiffer, setClock } from './clock-rows.ts';
import type { Row } from './covering-array.ts';
import type { Journey } from './knob-rows.ts';
import { Broken, type Command, type Outcome, Person } from './person.ts';

export interface Told {
  /** Reasons for which the journey stopped on its way, in order. */
  readonly stops: readonly string[];
  /** What it came to. */
  readonly end: 'right' | ReasonCode;
}

/** When each reason to stop is the org's doing, and nothing that we could have gone around. */
const warranted: Partial<Record<ReasonCode, (row: Row) => boolean>> = {
  IdentityVerificationNeeded: ({ verificationWall }) => verificationWall === true,
  StagingUnavailable: ({ newestApiVersion, edition }) =>
    Number(newestApiVersion) < 65 || edition === 'Enterprise Edition without staging',
  PermissionMissing: ({ needRotationPerm, isGranted }) => needRotationPerm === true && isGranted === false,
  StagedSecretHidden: ({ stagePostShape, secretOnGet }) => stagePostShape === 'withoutSecret' && secretOnGet === false,
  StagedPairRefused: ({ stagedUsable }) => stagedUsable === false,
  ClockDiffers: clocksDiffer,
  // Without an overlap the previous pair can't be proved, and those who have the new one would lose access.
  NoWayBack: ({ rotateBack, graceAfterRotate }) => rotateBack === false || graceAfterRotate === false,
};

const week = 7 * 86_400_000;
/** An org's date has whole seconds, so what is known of its clock may be wrong by that much. In ms. */
const unsure = 2_000;

/**
 * One journey under one row of answers.
 * @param goesOn whether the person does what the reason says, and goes on to the end
 * @throws Broken when it neither ends right nor stops for a good reason
 */
export function travel(given: Row, goesOn: boolean): Promise<Told> {
  const { journey, isOff, isGranted = true, clock: _clock, ...knobs } = given;
  return withRotationBench({ knobs, isOff: isOff === true }, async (bench) => {
    let row = given;
    const person = new Person(bench);
    const { username } = await bench.watched();
    await setClock(bench, given);
    const grant = () =>
      bench.control('POST', '/act', { act: 'grantPermission', username, permission: 'ClientSecretRotation' });
    if (isGranted) await grant();

    /** Does what the reason says, then the same again. */
    const run = async (command: Command): Promise<Outcome> => {
      if (knobs.stagedUsable === false && command.confirm) person.mayGap = knobs.graceAfterRotate === false;
      const outcome = await person.run(command);
      if (!outcome.stop) return outcome;
      const { code } = outcome.stop;
      if (!warranted[code]?.(row))
        throw new Broken(`${command.kind} stopped without need: ${code}: ${outcome.stop.message}`);
      if (code === 'StagedPairRefused')
        return run({ kind: 'rotate', graceDays: command.graceDays ?? 7, confirm: true });
      const cured = goesOn || code === 'ClockDiffers' ? cureOf(outcome.stop, row) : null;
      if (!cured) return outcome;
      if (cured.isGranted === true) await grant();
      else if (cured.clock !== undefined) await setClock(bench, cured);
      else await bench.control('PUT', '/knobs', cured);
      row = { ...row, ...cured };
      return run(command);
    };

    const end = async (primaryIsNew: boolean, isLeft = false): Promise<Told> => {
      person.mayGap = false;
      if (!isLeft) await person.checkEnd({ isOff: isOff === true, primaryIsNew });
      return { stops: person.stops, end: 'right' };
    };
    const { clock } = bench;
    const now = () => clock.now() - clock.aheadMs;
    const rest = (until = now() + week) => clock.advance(Math.max(until - now(), 0) + unsure);
    const outcome = await journeys[journey as Journey]({ run, rest });
    if (!outcome.stop) return end(journey !== 'back' || person.stops.includes('NoWayBack'));
    await checkNothingLeft(person, isOff === true);
    return { stops: person.stops, end: outcome.stop.code };
  });
}

interface Way {
  readonly run: (command: Command) => Promise<Outcome>;
  /** @param until epoch ms by the org's clock; otherwise a week from now */
  readonly rest: (until?: number) => Promise<void>;
}

const journeys: Readonly<Record<Journey, (way: Way) => Promise<Outcome>>> = {
  scheduled: async ({ run, rest }) => {
    const staged = await run({ kind: 'stage' });
    if (staged.stop) return staged;
    if (staged.end?.rotation.kind === 'stage') {
      const rotated = await run({ kind: 'rotate' });
      if (rotated.stop) return rotated;
    }
    return atItsEnd({ run, rest });
  },
  'at once': ({ run }) => run({ kind: 'rotate', graceDays: 0, confirm: true }),
  back: async ({ run, rest }) => {
    const rotated = await run({ kind: 'rotate' });
    if (rotated.stop) return rotated;
    const back = await run({ kind: 'back' });
    if (!back.stop) return atItsEnd({ run, rest });
    await rest();
    return back.stop.code === 'NoWayBack' ? run({ kind: 'retire', confirm: true }) : back;
  },
};

/** A grace period that began while this computer's clock was ahead lasts by that clock, and so longer. */
async function atItsEnd({ run, rest }: Way): Promise<Outcome> {
  await rest();
  for (let turn = 1; ; turn += 1) {
    const outcome = await run({ kind: 'resume' });
    if (turn === 3 || outcome.stop || outcome.end?.restsUntil == null) return outcome;
    await rest(outcome.end.restsUntil);
  }
}

/** What the person changes in the org because of what was said; null where nothing helps. */
function cureOf({ code }: KeyturnError, row: Row): Row | null {
  if (code === 'IdentityVerificationNeeded') return { verificationWall: false };
  if (code === 'PermissionMissing') return { isGranted: true };
  if (code === 'ClockDiffers') return { clock: 'right' };
  if (code !== 'StagingUnavailable') return null;
  return Number(row.newestApiVersion) < 65 ? { newestApiVersion: 68 } : { edition: 'Unlimited Edition' };
}

async function checkNothingLeft(person: Person, isOff: boolean): Promise<void> {
  const { bench } = person;
  const pairs = await bench.pairs();
  const primary = pairs.find(({ slot }) => slot === 'primary');
  if (primary?.consumerKey !== bench.original.consumerKey || !primary.accepted)
    throw new Broken('the primary pair was touched');
  if (pairs.some(({ slot }) => slot === 'staged')) throw new Broken('a pair is left in the slot');
  if ((await bench.truth()).secretAccessOverRest === isOff)
    throw new Broken('secret access over REST was not given back');
}
