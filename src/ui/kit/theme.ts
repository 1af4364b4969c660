import type { Role } from './line.ts';

/** Colors by meaning, from the 16 that people can set in their terminal. */
export interface Theme {
  readonly colors: Readonly<Record<Role, string | undefined>>;
  /** False in CI, where every frame of a spinner would be a line in a log. */
  readonly isAnimated: boolean;
}

const colors: Theme['colors'] = { accent: 'cyan', good: 'green', caution: 'yellow', danger: 'red' };
const colorless: Theme['colors'] = { accent: undefined, good: undefined, caution: undefined, danger: undefined };

/** Any value of `NO_COLOR` counts (no-color.org). chalk itself ignores the variable. */
export function themeFor(env: Readonly<Record<string, string | undefined>>): Theme {
  const isColorless = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  const isCi = !['', '0', 'false'].includes(env.CI ?? '');
  return { colors: isColorless ? colorless : colors, isAnimated: !isCi };
}
