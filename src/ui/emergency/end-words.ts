import { countOf } from '../../core/plain/text.ts';
import { clockText } from '../kit/words.ts';
import type { EmergencyOutcome } from './emergency-screen.ts';
import type { EmergencyView, LaneView } from './emergency-view.ts';

type Ended = Extract<EmergencyOutcome, { ok: true }>;

const goesOnFromThere = 'The same command goes on from there.';

/** When the leaked pair stopped working; the longest form first. With containment there are two clocks. */
export function refusedSentences({ refusedAfterMs, containedAfterMs }: Ended): readonly [string, ...string[]] {
  const refused = refusedAfterMs === null ? null : clockText(refusedAfterMs);
  if (containedAfterMs === null) {
    return refused === null
      ? ['Nobody has seen yet that the leaked pair is refused.']
      : [`The leaked pair stopped working ${refused} after you confirmed.`];
  }
  const contained = clockText(containedAfterMs);
  return refused === null
    ? [
        `Everything was refused ${contained} after you confirmed; nobody has seen yet that the leaked pair alone is.`,
        `Everything was refused after ${contained}.`,
      ]
    : [
        `Everything was refused ${contained} after you confirmed, the leaked pair by itself after ${refused}.`,
        `All refused after ${contained}; the leaked pair alone after ${refused}.`,
        `All refused after ${contained}; the pair alone after ${refused}.`,
      ];
}

/** The last row: what is true now; the longest form first. */
export function truthSentences({ phase, lanes }: EmergencyView): readonly [string, ...string[]] {
  if (phase === 'asking') {
    const isBegun = lanes.some(({ confirmedAt }) => confirmedAt !== null);
    return [isBegun ? 'What was begun stands; nothing more changes yet.' : 'Nothing in your org has changed yet.'];
  }
  if (phase === 'running') {
    return ['The org is being changed; every step is journalled before it is taken.', 'The org is being changed.'];
  }
  const [lane] = lanes;
  if (lanes.length !== 1 || !lane) return sumSentences(lanes);
  if (lane.outcome?.ok) return refusedSentences(lane.outcome);
  const isTold = lane.outcome?.actions.some((action) => action.includes('`keyturn ')) ?? false;
  return [isTold ? 'It is not finished.' : `It is not finished. ${goesOnFromThere}`];
}

function sumSentences(lanes: readonly LaneView[]): readonly [string, ...string[]] {
  const spans = lanes.flatMap(({ outcome }) => (outcome?.ok ? (outcome.refusedAfterMs ?? []) : []));
  const last = spans.length > 0 ? `, the last one ${clockText(Math.max(...spans))} after you confirmed` : '';
  const refused = `${spans.length} of ${lanes.length} leaked pairs are refused`;
  const open = lanes.filter(({ outcome }) => outcome?.ok !== true).length;
  if (open === 0) return [`${refused}${last}.`, `${refused}.`];
  const rest = `${countOf(open, 'app')} ${open === 1 ? 'is' : 'are'} not finished`;
  return [`${refused}${last}; ${rest}. ${goesOnFromThere}`, `${refused}; ${rest}.`];
}

/** `3 apps: 1 failed, 1 under way, 1 done` */
export function totalsOf(lanes: readonly LaneView[]): string {
  const count = (is: (lane: LaneView) => boolean) => lanes.filter(is).length;
  const parts = [
    [count(({ outcome }) => outcome?.ok === false), 'failed'],
    [count(({ outcome }) => outcome === null), 'under way'],
    [count(({ outcome }) => outcome?.ok === true), 'done'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `${lanes.length} apps: ${told.join(', ')}`;
}

/** Failures first, then what is under way; else in the order of the plan. */
export function byUrgency(lanes: readonly LaneView[]): readonly LaneView[] {
  const rank = ({ outcome }: LaneView) => (outcome === null ? 1 : outcome.ok ? 2 : 0);
  return lanes.toSorted((one, other) => rank(one) - rank(other));
}
