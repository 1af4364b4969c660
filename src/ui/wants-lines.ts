interface LineWishes {
  /** `--screen-reader` */
  readonly isScreenReader: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether lines of text are wanted in the place of a screen. Also asked by Ink's own variable, and on terminals that can't move their cursor. */
export function wantsLines({ isScreenReader, env }: LineWishes): boolean {
  return isScreenReader || env.INK_SCREEN_READER === 'true' || env.TERM === 'dumb';
}
