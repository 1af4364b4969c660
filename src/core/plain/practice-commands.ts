/** What works for a real org only, asks for an org of its own, or names the practice org already. */
const asItIs = /--practice|--help|^keyturn practice\b|^keyturn daemon (un)?install\b| (-o|--target-org) /;

/** Commands in a text, made to work on the practice org, as the one that was run did. */
export function withPracticeFlag(text: string): string {
  return text.replace(/`(keyturn\b[^`]*)`/g, (whole, command: string) =>
    asItIs.test(command) ? whole : `\`${command} --practice\``,
  );
}
