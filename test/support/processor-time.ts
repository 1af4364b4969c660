/** Time in ms that the processor of this process spends on `work`. Other programs on a busy machine don't count. */
export function processorTime(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
