import { knobs } from '../../src/practice-org/model/knobs.ts';
import { clockFactor } from './clock-rows.ts';
import { type Cover, coverPairs, type Factor, pairsIn, type Row, type Value } from './covering-array.ts';

/** Answers under which nothing can be rotated at all, so that they would hide what else is in a row. */
const barriers: readonly Row[] = [
  { verificationWall: true },
  { edition: 'Enterprise Edition without staging' },
  { needRotationPerm: true, isGranted: false },
  { stagePostShape: 'withoutSecret', secretOnGet: false },
  ...[64, 62, 60, 58].map((newestApiVersion) => ({ newestApiVersion })),
];

const journeys = ['scheduled', 'at once', 'back'] as const;
export type Journey = (typeof journeys)[number];

const isIn = (row: Row, part: Row) => Object.entries(part).every(([name, value]) => row[name] === value);
const isBarred = (row: Row) => barriers.some((barrier) => isIn(row, barrier));

/** Without those answers that bar the way by themselves. */
const openFactors: readonly Factor[] = [
  { name: 'journey', values: journeys },
  { name: 'isOff', values: [false, true] },
  clockFactor,
  ...knobs.map(({ name, values }) => ({ name, values: values.filter((value) => !isBarred({ [name]: value })) })),
];

/** Every pair of answers under which a rotation gets anywhere, with every journey, the setting on and off. */
export function openRows(): Cover {
  return coverPairs(openFactors, isBarred);
}

/** Every answer that bars the way beside every other answer, and all that bar it together. */
export function barredRows(): Cover {
  const alone = barriers.flatMap((barrier) => {
    const most = Math.max(...openFactors.map(({ name, values }) => (name in barrier ? 1 : values.length)));
    return Array.from({ length: most }, (_, turn) => ({ ...openRow(turn), ...barrier }));
  });
  const all = Object.assign({}, ...barriers.slice(0, 4)) as Row;
  const together = [64, 62, 60, 58].map((newestApiVersion, turn) => ({ ...openRow(turn), ...all, newestApiVersion }));
  const rows = [...alone, ...together];
  const pairs = rows.flatMap((row) => pairsIn(row).filter((pair) => barriers.some((one) => touches(pair, one))));
  return { rows, pairs: new Set(pairs.map((pair) => JSON.stringify(Object.entries(pair).sort()))).size };
}

function touches(pair: Row, barrier: Row): boolean {
  return Object.entries(pair).some(([name, value]) => barrier[name] === value);
}

/** Every value of every factor within as many turns as the longest has values. */
function openRow(turn: number): Row {
  let row: Row = {};
  for (const { name, values } of openFactors) {
    const turned = values.map((_, index) => values[(index + turn) % values.length] as Value);
    row = { ...row, [name]: turned.find((value) => !isBarred({ ...row, [name]: value })) as Value };
  }
  return row;
}
