export type KnobValue = string | number | boolean;

export interface Knob {
  readonly name: string;
  readonly values: readonly KnobValue[];
  /** The more likely answer. */
  readonly default: KnobValue;
}

/**
 * One knob for every question that Salesforce's documentation leaves open. A `…Ms` knob takes any number of ms from 0 to
 * 3,600,000. `PracticeKnobs` in embed-types.ts has the same ones for tests in TypeScript.
 */
export const knobTable = [
  { name: 'stagePostShape', values: ['collection', 'object', 'array', 'withoutSecret'], default: 'collection' },
  { name: 'stagePostStatus', values: [201, 200], default: 201 },
  { name: 'secretOnGet', values: [true, false], default: true },
  { name: 'rotatedBlocksStage', values: [true, false], default: true },
  { name: 'rotateAnswer', values: ['previous', 'promoted'], default: 'previous' },
  { name: 'graceAfterRotate', values: [true, false], default: true },
  { name: 'stagedUsable', values: [true, false], default: true },
  { name: 'idFollows', values: ['credential', 'slot'], default: 'credential' },
  { name: 'deleteMain', values: [false, true], default: false },
  { name: 'emptyStaged', values: ['empty', '404'], default: 'empty' },
  { name: 'errorFlavour', values: ['functionality', 'access', 'text'], default: 'functionality' },
  { name: 'killTokens', values: ['never', 'rotate', 'delete'], default: 'never' },
  { name: 'expireMode', values: ['removed', 'expired'], default: 'removed' },
  { name: 'dateFormat', values: ['offset', 'zulu', 'absent'], default: 'offset' },
  { name: 'needRotationPerm', values: [false, true], default: false },
  { name: 'formerUserTokens', values: [false, true], default: false },
  { name: 'apiOnlyEnforced', values: ['token', 'deploy', 'never'], default: 'token' },
  { name: 'permittedUsersForCC', values: [true, false], default: true },
  { name: 'bundleStrictness', values: ['lenient', 'strict'], default: 'lenient' },
  { name: 'replaceMode', values: ['replace', 'merge'], default: 'replace' },
  { name: 'orderStrict', values: [false, true], default: false },
  { name: 'verificationWall', values: [false, true], default: false },
  { name: 'usageHidesUnused', values: [false, true], default: false },
  { name: 'ecaSoql', values: ['soql', 'tooling', 'none'], default: 'soql' },
  { name: 'tokenErrorSet', values: ['specific', 'generic'], default: 'specific' },
  { name: 'propagationMs', values: [0, 120_000], default: 0 },
  {
    name: 'edition',
    values: ['Unlimited Edition', 'Enterprise Edition', 'Enterprise Edition without staging', 'Developer Edition'],
    default: 'Unlimited Edition',
  },
  { name: 'jwtAdmin', values: [false, true], default: false },
  { name: 'jwtLifetime', values: ['limited', 'any'], default: 'limited' },
  { name: 'scopeParam', values: ['refused', 'accepted'], default: 'refused' },
  { name: 'rotateBack', values: [false, true], default: false },
  { name: 'ipCheckBeforeSecret', values: [false, true], default: false },
  { name: 'userinfoNeedsScope', values: [false, true], default: false },
  { name: 'ccSessionsListed', values: [true, false], default: true },
  { name: 'sessionReuse', values: [false, true], default: false },
  { name: 'jwtTokens', values: [false, true], default: false },
  { name: 'freezeStopsTokens', values: [false, true], default: false },
  { name: 'createBundle', values: [true, false], default: true },
  { name: 'deployMs', values: [300, 5000], default: 300 },
  { name: 'deployRunning', values: [false, true, 'refused'], default: false },
  { name: 'cancelDeploy', values: ['stops', 'late', 'refused', 'commits', 'hangs'], default: 'stops' },
  { name: 'newestApiVersion', values: [68, 67, 66, 65, 64, 62, 60, 58], default: 68 },
] as const satisfies readonly Knob[];

export const knobs: readonly Knob[] = knobTable;

export function defaultKnobs(): Record<string, KnobValue> {
  return Object.fromEntries(knobs.map(({ name, default: value }) => [name, value]));
}

/** The reason why a knob can't have this value, or null. */
export function knobProblem(name: string, value: unknown): string | null {
  const knob = knobs.find((one) => one.name === name);
  if (!knob) return `unknown knob ${name}`;
  if (typeof knob.default === 'number' && knob.name.endsWith('Ms')) {
    return typeof value === 'number' && value >= 0 && value <= 3_600_000
      ? null
      : `${name} must be a number of ms from 0 to 3600000`;
  }
  return knob.values.includes(value as KnobValue) ? null : `${name} must be one of ${knob.values.join(', ')}`;
}
