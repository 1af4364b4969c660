/** Commands that work only for a real org, name an org, or already name the practice org. */
const asItIs =
  /--practice|--help|^keyturn (practice|help|version)\b|^keyturn daemon (un)?install\b| (-o|--target-org) /;

/** Adds `--practice` to the commands in a text, because the command that was run had it, too. */
export function withPracticeFlag(text: string): string {
  return text.replace(/`(keyturn\b[^`]*)`/g, (whole, command: string) =>
    asItIs.test(command) ? whole : `\`${command} --practice\``,
  );
}
