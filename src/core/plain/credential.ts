/**
 * Whether a consumer key or secret fits into one line of an env file, in quotes or without: printable ASCII without spaces, quotes
 * and backslashes. Salesforce makes them of letters, digits, dots and underscores.
 */
export function fitsOneLine(credential: string): boolean {
  return /^[!#-&(-[\]-_a-~]+$/.test(credential);
}

/** A value of an env file: in single quotes, if a shell or a reader would take a character of it for something else. */
export function envValue(credential: string): string {
  return /^[\w.+/:@%,=-]*$/.test(credential) ? credential : `'${credential}'`;
}
