/** Processor time in ms that this process spends on `work`. Other programs don't count. */
export function processorTime(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
