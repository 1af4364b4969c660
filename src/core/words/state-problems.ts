/** What is wrong with the state file, or with a line of the journal in it. */
export const stateProblems = {
  notOurs: 'it is no state file of keyturn',
  onlyLog: 'the file is gone, and its log is still there',
  preImage: "the content of a pre-image can't be read",
  value: (name: string) => `the value of ${name} can't be read`,
  delivery: "a delivery of an app can't be read",
  reminder: "a reminder of an app can't be read",
  missing: 'it is missing',
  changed: 'its content is not what was written',
} as const;

/** Who holds a lease, as others hear of it that have to wait. */
export const leaseHolders = {
  process: (pid: number, host: string) => `process ${pid} on ${host}`,
  successor: 'a process that took it over',
} as const;
