interface LineWishes {
  /** `--screen-reader` */
  readonly isScreenReader: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether to write lines of text instead of screens: by flag, by Ink's own variable, or because the cursor can't move. */
export function wantsLines({ isScreenReader, env }: LineWishes): boolean {
  return isScreenReader || env.INK_SCREEN_READER === 'true' || env.TERM === 'dumb';
}
