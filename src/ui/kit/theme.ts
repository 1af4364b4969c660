import type { Role } from './line.ts';

/** Colors by meaning, from the 16 that people can set in their terminal. */
export interface Theme {
  readonly colors: Readonly<Record<Role, string | undefined>>;
  /** False in CI, where every frame of a spinner would be a line in a log. */
  readonly isAnimated: boolean;
}

export const colors = { accent: 'cyan', good: 'green', caution: 'yellow', danger: 'red' } as const;
const colorless: Theme['colors'] = { accent: undefined, good: undefined, caution: undefined, danger: undefined };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether text is colored: on a terminal, and wherever `FORCE_COLOR` asks for it. Any value of `NO_COLOR` turns it off
 * (no-color.org), also against `FORCE_COLOR`.
 */
export function wantsColor(env: Environment, isTerminal: boolean): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false;
  const forced = env.FORCE_COLOR ?? '';
  if (forced !== '') return !['0', 'false'].includes(forced);
  return isTerminal && env.TERM !== 'dumb';
}

/** For screens, which need a terminal. chalk itself ignores `NO_COLOR`. */
export function themeFor(env: Environment): Theme {
  const isCi = !['', '0', 'false'].includes(env.CI ?? '');
  return { colors: wantsColor(env, true) ? colors : colorless, isAnimated: !isCi };
}
