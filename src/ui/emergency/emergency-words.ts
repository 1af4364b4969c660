import { nameToType } from '../../core/operate/consent.ts';
import { countOf } from '../../core/plain/text.ts';
import { sumTitles } from '../../core/words/emergency-end.ts';
import { untouchedWords } from '../../core/words/untouched.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import type { EmergencyView, LaneView } from './emergency-view.ts';

export function titleOf({ isDrill }: Pick<EmergencyScreen, 'isDrill'>): string {
  return isDrill ? 'EMERGENCY DRILL' : 'EMERGENCY';
}

/** `Billing Sync`, `3 apps`. */
export function whatOf(lanes: readonly LaneView[]): string {
  return lanes.length === 1 ? (lanes[0]?.name ?? '') : `${lanes.length} apps`;
}

/** `Acme Corp`, `2 orgs`. */
export function whereOf(lanes: readonly LaneView[]): string {
  const orgs = [...new Set(lanes.map(({ org }) => org))];
  return orgs.length === 1 ? (orgs[0] ?? '') : `${orgs.length} orgs`;
}

/** Asks for the name. */
export function typeSentence({ confirmed, plans, isDrill }: EmergencyScreen): string {
  const replaced = plans.filter(({ onlyBlocks }) => !onlyBlocks).length;
  const blocked = plans.length - replaced;
  const of = plans.length === 1 ? '' : ` of ${countOf(replaced, 'app')}`;
  const replace = `replace the leaked credentials${of}`;
  const block = plans.length === 1 ? 'block access' : `block access to ${countOf(blocked, 'app')}`;
  const what = [...(replaced > 0 ? [replace] : []), ...(blocked > 0 ? [block] : [])].join(' and ');
  return `Type ${nameToType(confirmed)} to ${isDrill ? 'start the drill' : `${what} now`}.`;
}

export const reportWords = { one: 'Incident report', all: 'Incident report for all apps' } as const;

export const wrongNameSentence = `The name doesn't match. ${untouchedWords.nothingWasDone}`;

export const nothingChanged = untouchedWords.nothing;

/** The last row: what is true now, the longest form first. */
export function truthSentences({ phase, lanes }: EmergencyView): readonly [string, ...string[]] {
  switch (phase) {
    case 'asking': {
      const isBegun = lanes.some(({ confirmedAt }) => confirmedAt !== null);
      return [isBegun ? untouchedWords.restYet : untouchedWords.yet];
    }
    case 'running':
      return [
        'keyturn is changing the org. It records each step in the audit trail first.',
        'keyturn is changing the org.',
      ];
    case 'ended':
      return sumTitles(lanes.map(({ end }) => end));
  }
}
