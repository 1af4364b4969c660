/** Prints a measured value on one line, even if the runner hides the output of passing tests. */
export function figure(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
