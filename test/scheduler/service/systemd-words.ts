/** Reads units as systemd.syntax(7) says. Every `Name=value` of a unit, by name. */
export function settingsOf(unit: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const line of unit.split('\n')) {
    if (line === '' || /^[#;[]/.test(line)) continue;
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    found[name] = [...(found[name] ?? []), line.slice(at + 1)];
  }
  return found;
}

export function wordsOf(line: string): readonly string[] {
  return line.match(/"(\\.|[^"\\])*"|\S+/g) ?? [];
}

/** A word without its quotes, escapes and specifiers; `%h` and the like would be replaced by something else. */
export function unquoted(word: string): string {
  const inner = word.replace(/^"(.*)"$/s, '$1').replace(/\\(["\\])/g, '$1');
  return inner.replace(/%(.)/g, (_all, specifier: string) => (specifier === '%' ? '%' : `<${specifier}>`));
}
