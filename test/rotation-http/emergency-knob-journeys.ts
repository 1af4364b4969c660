import type { ReasonCode } from '../../src/core/reasons/errors.ts';
import { withRotationBench } from '../support/rotation-bench.ts';
import { setClock } from './clock-rows.ts';
import type { Row } from './covering-array.ts';
import { contained } from './emergency-knob-rows.ts';
import { EmergencyPerson } from './emergency-person.ts';
import { Broken } from './person.ts';

/** When each reason to stop is the org's doing, and what a person changes there; an emergency stops for nothing else. */
const warranted: Partial<Record<ReasonCode, { readonly when: (row: Row) => boolean; readonly cure: Row }>> = {
  IdentityVerificationNeeded: {
    when: ({ verificationWall }) => verificationWall === true,
    cure: { verificationWall: false },
  },
  PermissionMissing: {
    when: ({ needRotationPerm, isGranted }) => needRotationPerm === true && isGranted === false,
    cure: { needRotationPerm: false },
  },
  StagedSecretHidden: {
    when: ({ stagePostShape, secretOnGet }) => stagePostShape === 'withoutSecret' && secretOnGet === false,
    cure: { secretOnGet: true },
  },
  EmergencyNeedsDeploy: {
    when: ({ edition, isOff }) => edition === 'Enterprise Edition without staging' && isOff === true,
    cure: {},
  },
};

/**
 * One emergency under one row of answers, to its end: what a reason asks for is done, and the command given again.
 * Returns the reasons for which it stopped on its way. @throws Broken
 */
export function answerLeak(given: Row): Promise<readonly string[]> {
  const { contain, isOff, isGranted = true, clock: _clock, ...knobs } = given;
  return withRotationBench({ knobs, isOff: isOff === true }, async (bench) => {
    const { username } = await bench.watched();
    await setClock(bench, given);
    if (isGranted) {
      await bench.control('POST', '/act', { act: 'grantPermission', username, permission: 'ClientSecretRotation' });
    }
    const person = await EmergencyPerson.open(bench);
    const containBy = contained[String(contain)] ?? null;
    for (let row: Row = given; ; ) {
      const { stop } = await person.run(containBy, { byDeploy: person.stops.includes('EmergencyNeedsDeploy') });
      if (stop === null) break;
      const known = warranted[stop.code];
      if (!known?.when(row)) throw new Broken(`it stopped without need: ${stop.code}: ${stop.message}`);
      const { consumerKey } = (await bench.pairs()).find(({ slot }) => slot === 'primary') ?? {};
      const isHidden = stop.code === 'IdentityVerificationNeeded' && consumerKey !== bench.original.consumerKey;
      if (isHidden) throw new Broken('it made credentials that nobody can read');
      await bench.control('PUT', '/knobs', known.cure);
      row = { ...row, ...known.cure };
    }
    const isListed = knobs.ccSessionsListed === true && knobs.jwtTokens === false;
    await person.checkEnd({ isOff: isOff === true, tokensDie: isListed });
    return person.stops;
  });
}
