import type { OrgModel } from '../model/org.ts';

const seasons = ['Spring', 'Summer', 'Winter'] as const;

/** The answer to `/services/data`, oldest version first. */
export function versionList(org: OrgModel): { label: string; url: string; version: string }[] {
  return [...org.apiVersions]
    .sort((one, other) => one - other)
    .map((number) => {
      const version = number.toFixed(1);
      return { label: releaseOf(number), url: `/services/data/v${version}`, version };
    });
}

/** Whether this org supports a version as a path writes it, for example `65.0`. */
export function isVersion(org: OrgModel, version: string): boolean {
  return /^\d{2,3}\.0$/.test(version) && org.speaks(Number(version));
}

/** Three releases per year; 58 is Summer '23. A winter release has the name of the next year. */
function releaseOf(version: number): string {
  const year = 23 + Math.floor((version - 56) / 3);
  return `${seasons[version % 3]} '${year}`;
}
