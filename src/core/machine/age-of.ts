import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';

type Age = Pick<WatchedApp, 'issuedAt' | 'ageSource'>;

interface Known {
  /** What a person says now. */
  readonly told: number | null;
  /** The app as watched before with the same credentials. */
  readonly same: Age | null;
  /** The newest run, finished or not. */
  readonly newest: Rotation | null;
}

/** When credentials were issued, by what is known of them. Salesforce doesn't report it. */
export function ageOf(consumerKey: string, { told, same, newest }: Known): Age {
  if (told !== null) return { issuedAt: told, ageSource: 'told' };
  if (same && same.issuedAt !== null) return { issuedAt: same.issuedAt, ageSource: same.ageSource };
  const issuedAt =
    newest?.stays === consumerKey && madeThem(newest) ? (newest.staged?.createdAt ?? newest.rotatedAt) : null;
  return { issuedAt, ageSource: issuedAt === null ? 'unknown' : 'rotated' };
}

function madeThem({ kind, stageIntendedAt, emergency }: Rotation): boolean {
  if (kind === 'emergency') return stageIntendedAt !== null || emergency?.replaceIntendedAt != null;
  return (kind === 'stage' || kind === 'rotate') && stageIntendedAt !== null;
}
