/** Prints what a test measured, one line, also where the runner keeps quiet about tests that pass. */
export function figure(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
