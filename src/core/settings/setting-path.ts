import { closest } from '../plain/closest.ts';

/** The settings and groups of the file. */
export const settingNames: readonly string[] = [
  ...['store', 'defaults', 'orgs', 'apps', 'timeZone', 'quietHours', 'window', 'stageAhead', 'checkEvery'],
  ...['channels', 'contacts', 'environment'],
];

const policyKeys = ['maxAge', 'remind', 'grace', 'automation'];
const tail = /^(.+?)\.(maxAge|remind|grace|automation|window(?:\.(?:days|from|to))?)$/;

/**
 * The names on the way to a setting. `orgs`, `apps`, `contacts` and `environment` have names that may contain dots themselves:
 * `orgs.admin@acme.com.maxAge` is `['orgs', 'admin@acme.com', 'maxAge']`.
 */
export function settingPath(key: string): readonly string[] {
  const dot = key.indexOf('.');
  if (dot < 0) return [key];
  const [top, rest] = [key.slice(0, dot), key.slice(dot + 1)];
  if (top === 'contacts' || top === 'environment') return [top, rest];
  if (top !== 'orgs' && top !== 'apps') return [top, ...rest.split('.')];
  const [, name, end] = tail.exec(rest) ?? [];
  if (name !== undefined && end !== undefined) return [top, name, ...end.split('.')];
  // A developer name has no dots, so what follows one is a misspelled setting. A username has dots.
  const at = top === 'apps' ? rest.indexOf('.', rest.lastIndexOf('/') + 1) : rest.lastIndexOf('.');
  const isSetting = at > 0 && (top === 'apps' || closest(rest.slice(at + 1), policyKeys) !== null);
  return isSetting ? [top, rest.slice(0, at), ...rest.slice(at + 1).split('.')] : [top, rest];
}

/** The known key that was probably meant: `maxAge` is `defaults.maxAge`. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  return known.find((one) => one.split('.').at(-1) === key) ?? closest(key, known);
}
