const stepMs = 50;

/**
 * Measures how long this process could work, in ms: while other programs have the processor, that time stands still. So a limit holds
 * on a busy computer, too.
 * @returns a function that ends the measurement and returns its result
 */
export function ownTime(): () => number {
  let [own, at, used] = [0, performance.now(), process.cpuUsage()];
  const note = () => {
    const [now, { user, system }] = [performance.now(), process.cpuUsage(used)];
    // A longer step was one without the processor, unless the process itself took that long.
    own += Math.min(now - at, Math.max(stepMs, (user + system) / 1000));
    [at, used] = [now, process.cpuUsage()];
  };
  const steps = setInterval(note, stepMs);
  return () => {
    clearInterval(steps);
    note();
    return own;
  };
}
