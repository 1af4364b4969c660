import type { Role } from './line.ts';

/** Colours by meaning, out of the 16 that every terminal lets its owner choose. */
export interface Theme {
  readonly colors: Readonly<Record<Role, string | undefined>>;
  /** Off in CI, where every frame of a spinner is a line in a log. */
  readonly isAnimated: boolean;
}

const colors: Theme['colors'] = { accent: 'cyan', good: 'green', caution: 'yellow', danger: 'red' };
const colorless: Theme['colors'] = { accent: undefined, good: undefined, caution: undefined, danger: undefined };

/** `NO_COLOR` counts when it is set to anything (no-color.org); chalk itself doesn't look at it. */
export function themeFor(env: Readonly<Record<string, string | undefined>>): Theme {
  const isColorless = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  const isCi = !['', '0', 'false'].includes(env.CI ?? '');
  return { colors: isColorless ? colorless : colors, isAnimated: !isCi };
}
