import isUnicodeSupported from 'is-unicode-supported';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a terminal shows other characters than ASCII. The console of Linux doesn't, nor does one whose locale has another encoding
 * than UTF-8. Without any locale, nothing is known, and nearly all terminals do.
 */
export function showsUnicode(env: Environment, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'win32') return isUnicodeSupported();
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return !locale || /utf-?8/i.test(locale);
}
