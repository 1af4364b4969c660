import { knobs } from '../../src/practice-org/model/knobs.ts';
import { clockFactor } from './clock-rows.ts';
import { type Cover, coverPairs, type Factor, pairsIn, type Row, type Value } from './covering-array.ts';
import type { ContainBy } from './emergency-person.ts';

/** How the emergency is answered; `plain` contains nothing. */
export const contained: Readonly<Record<string, ContainBy>> = { plain: null, flow: 'flow', freeze: 'freeze' };

/** Answers under which nothing can be replaced before a person has done something in the org. */
const barriers: readonly Row[] = [
  { verificationWall: true },
  { needRotationPerm: true, isGranted: false },
  { stagePostShape: 'withoutSecret', secretOnGet: false },
];

/** The same where a deploy replaces the credentials, which nobody has until they can be read. */
const barriersByDeploy: readonly Row[] = [
  { verificationWall: true, edition: 'Enterprise Edition without staging', isOff: false },
  { verificationWall: true, edition: 'Enterprise Edition without staging', isOff: true },
  { verificationWall: true, newestApiVersion: 64 },
];

const isIn = (row: Row, part: Row) => Object.entries(part).every(([name, value]) => row[name] === value);
const isBarred = (row: Row) => barriers.some((barrier) => isIn(row, barrier));

/** Before that version an org knows neither the setting for secrets nor, still before, the apps: nothing can be read there. */
const oldest = 62;
const isTooOld = (name: string, value: Value) => name === 'newestApiVersion' && Number(value) < oldest;

const factors: readonly Factor[] = [
  { name: 'contain', values: Object.keys(contained) },
  { name: 'isOff', values: [false, true] },
  { name: 'isGranted', values: [true, false] },
  clockFactor,
  ...knobs.map(({ name, values }) => ({ name, values: values.filter((value) => !isTooOld(name, value)) })),
];
const openFactors = factors.map(({ name, values }) => ({
  name,
  values: values.filter((value) => !isBarred({ [name]: value })),
}));

/** Every pair of answers under which a leaked pair can be replaced. */
export function openEmergencyRows(): Cover {
  return coverPairs(openFactors, isBarred);
}

/** Every answer that bars the way beside every way to contain, and all else in turn. */
export function barredEmergencyRows(): Cover {
  const rows = [...barriers, ...barriersByDeploy].flatMap((barrier, index) =>
    Object.keys(contained).map((contain, turn) => ({ ...openRow(index + 3 * turn), contain, ...barrier })),
  );
  return { rows, pairs: new Set(rows.flatMap((row) => pairsIn(row)).map((pair) => JSON.stringify(pair))).size };
}

function openRow(turn: number): Row {
  let row: Row = {};
  for (const { name, values } of openFactors) {
    const turned = values.map((_, index) => values[(index + turn) % values.length] as Value);
    row = { ...row, [name]: turned.find((value) => !isBarred({ ...row, [name]: value })) as Value };
  }
  return row;
}
