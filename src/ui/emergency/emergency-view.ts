import { plainText } from '../../core/plain/text.ts';
import type { EmergencyOutcome, EmergencyTarget } from './emergency-screen.ts';

/** Something that was done, or is worth a warning. */
export interface LaneStep {
  readonly kind: 'done' | 'warning';
  readonly what: string;
  readonly detail: string;
  /** Since the confirmation, in ms. */
  readonly after: number;
}

/** How far one app has come. All texts are fit to be shown. */
export interface LaneView {
  readonly key: string;
  readonly name: string;
  readonly org: string;
  /** When its emergency was confirmed. Epoch ms; null while nobody has. */
  readonly confirmedAt: number | null;
  readonly steps: readonly LaneStep[];
  readonly doing: { readonly what: string; readonly since: number } | null;
  readonly waiting: { readonly why: string; readonly until: number } | null;
  readonly outcome: EmergencyOutcome | null;
}

export type EmergencyPhase = 'asking' | 'running' | 'ended';

export interface EmergencyView {
  readonly phase: EmergencyPhase;
  readonly lanes: readonly LaneView[];
  /** Epoch ms; null until then. */
  readonly endedAt: number | null;
  readonly leave: 'no' | 'asked' | 'leaving';
}

export function openEmergency(plans: readonly EmergencyTarget[]): EmergencyView {
  const lanes = plans.map(
    ({ key, name, org, confirmedAt }): LaneView => ({
      key,
      name: plainText(name, 60),
      org: plainText(org, 60),
      confirmedAt,
      steps: [],
      doing: null,
      waiting: null,
      outcome: null,
    }),
  );
  return { phase: 'asking', lanes, endedAt: null, leave: 'no' };
}

/** What the one clock shows, in ms; null before it runs. */
export function clockOf({ phase, lanes, endedAt }: EmergencyView, now: number): number | null {
  if (phase === 'asking') return null;
  const starts = lanes.flatMap(({ confirmedAt }) => confirmedAt ?? []);
  return Math.max(0, (endedAt ?? now) - Math.min(...starts));
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
